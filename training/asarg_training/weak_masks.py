# SPDX-License-Identifier: Apache-2.0
"""Weak negatives: where a class certainly is not, on films of which only the lungs are known.

Without them the heart channel, which only JSRT teaches, spreads over whole bodies on other sources.
"""
import numpy as np
from scipy import ndimage


def weak_targets(right, left):
    """Lung masks bool [h, w] -> (target, weight) bool arrays [5, h, w] in channel order.

    Lungs are known everywhere. Heart: not outside the lungs' bounding box, not in its top 20 %, not
    inside the eroded lungs. Clavicles: not outside an upper band, each on its own side.
    """
    h, w = right.shape
    lungs = right | left
    target, weight = np.zeros((5, h, w), bool), np.zeros((5, h, w), bool)
    target[3], target[4] = right, left
    weight[3:] = True
    ys, xs = np.where(lungs.any(1))[0], np.where(lungs.any(0))[0]
    top, bottom, x0, x1 = ys[0], ys[-1] + 1, xs[0], xs[-1] + 1
    height, middle = bottom - top, (x0 + x1) // 2
    heart_possible = np.zeros((h, w), bool)
    heart_possible[top + int(0.2 * height):bottom + int(0.06 * h), x0:x1] = True
    heart_possible &= ~ndimage.binary_erosion(lungs, iterations=max(1, h // 32))
    band = np.zeros((h, w), bool)
    band[max(0, top - int(0.10 * h)):top + int(0.35 * height)] = True
    columns, slack = np.arange(w)[None], int(0.04 * w)
    weight[0] = ~(band & (columns > middle - slack))      # clavicle left: image right
    weight[1] = ~(band & (columns < middle + slack))      # clavicle right: image left
    weight[2] = ~heart_possible
    return target, weight


def clean_mask(mask):
    """Largest connected component with its holes filled; bool [h, w]."""
    labels, n = ndimage.label(mask)
    if n == 0:
        return mask
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return ndimage.binary_fill_holes(labels == sizes.argmax())
