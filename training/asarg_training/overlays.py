# SPDX-License-Identifier: Apache-2.0
"""Contact sheet of segmenter overlays on target films: the check that a Dice score cannot replace."""
import numpy as np
from PIL import Image

from .train_segmenter import predict

COLOURS = np.array([[255, 220, 0], [255, 140, 0], [255, 40, 40], [60, 120, 255], [40, 220, 90]], np.float32)


def write_overlays(settings, unet, corpus, path, columns=6, rows=4):
    """PNG of columns x rows val films: left clavicle yellow, right orange, heart red, right lung blue, left green."""
    studies = corpus.split("val") or corpus.studies
    pick = np.random.RandomState(1).permutation(len(studies))[:columns * rows]
    images = corpus.frontal[[studies[k].images[0] for k in pick]]
    masks = predict(settings, unet, images, images.shape[1]) > 0.5
    tiles = []
    for image, mask in zip(images, masks):
        rgb = np.repeat(image[:, :, None], 3, 2).astype(np.float32)
        for m, colour in zip(mask, COLOURS):
            rgb[m] = 0.6 * rgb[m] + 0.4 * colour
        tiles.append(rgb.astype(np.uint8))
    while len(tiles) < columns * rows:
        tiles.append(np.zeros_like(tiles[0]))
    sheet = np.concatenate([np.concatenate(tiles[r * columns:(r + 1) * columns], 1) for r in range(rows)], 0)
    Image.fromarray(sheet).save(path)
