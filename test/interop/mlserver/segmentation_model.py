# SPDX-License-Identifier: Apache-2.0
"""A small segmentation model in numpy, served by MLServer: bright and dark regions of an image.

    python segmentation_model.py IMAGE PROBABILITIES MASKS

runs it on a file of float32 values of a square image and writes what it gives as files.
"""

import sys
from pathlib import Path

import numpy as np

HALF_WIDTH = 2
STEEPNESS = 4.0


def segment(image):
    """Probabilities and masks of an image.

    image: float32 [rows, columns], 0 is the middle of its grey levels.
    Gives float32 [2, rows, columns], and their bits above 0.5, packed along the columns with the
    least significant bit first, uint8 [2, rows, ceil(columns / 8)].
    """
    padded = np.pad(image.astype(np.float64), HALF_WIDTH, mode="edge")
    width = 2 * HALF_WIDTH + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, (width, width))
    smooth = windows.mean(axis=(2, 3))
    levels = np.stack([smooth - 0.5, -0.5 - smooth])
    probabilities = (1 / (1 + np.exp(-STEEPNESS * levels))).astype(np.float32)
    return probabilities, np.packbits(probabilities > 0.5, axis=-1, bitorder="little")


def main(image_file, probabilities_file, masks_file):
    values = np.fromfile(image_file, np.float32)
    side = int(np.sqrt(values.size))
    probabilities, masks = segment(values.reshape(side, side))
    Path(probabilities_file).write_bytes(probabilities.tobytes())
    Path(masks_file).write_bytes(masks.tobytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
