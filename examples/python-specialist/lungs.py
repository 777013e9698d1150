# SPDX-License-Identifier: Apache-2.0
"""Lung fields of a frontal radiograph by thresholding and connected components, with numpy alone.

No trained model. Air is dark: the black around the body is set aside with a rim of the body, the
rest is parted twice by grey value, and the two largest of the darkest regions are, as a rule, the
lungs. Opacities, devices, rotation and a thin chest wall break the rule.
"""

import numpy as np

SIDE = 128  # rows and columns of the grid
BLACK = 0.08  # of the brightest cell: darker is air outside the body, if it reaches the edge
RIM = 5  # cells of skin and chest wall to leave out
BRIDGE = 1  # cells of a bridge between regions that does not count
GAP = 3  # cells that a rib may leave out of a lung
LEAST_PART = 0.01  # of the grid that a lung must cover


def lung_fields(pixels):
    """Masks [right, left] of the patient, bool [2, SIDE, SIDE]; empty where nothing was found."""
    grid = block_mean(pixels)
    inner = eroded(body(grid), RIM)
    masks = np.zeros((2, SIDE, SIDE), dtype=bool)
    if not inner.any():
        return masks
    # First bone, mediastinum and abdomen from the rest, then soft tissue from the lungs.
    rest = grid[inner & (grid <= threshold(grid[inner]))]
    dark = inner & (grid <= threshold(rest))
    labels = components(eroded(dark, BRIDGE))
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    for label in np.argsort(-sizes, kind="stable")[:2]:
        if sizes[label] >= LEAST_PART * SIDE * SIDE:
            lung = ~eroded(~(labels == label), BRIDGE + GAP)
            lung = eroded(lung, GAP) & inner
            # The patient's right is on the left of a frontal film.
            masks[int(np.nonzero(lung)[1].mean() >= SIDE / 2)] |= lung
    return masks


def body(grid):
    """All but the black regions that reach the edge of the film."""
    labels = components(grid <= BLACK * grid.max())
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return ~np.isin(labels, edge[edge > 0])


def eroded(mask, cells):
    """The mask without its outermost cells; the edge of the film itself takes none away."""
    for _ in range(cells):
        padded = np.pad(mask, 1, constant_values=True)
        mask = mask & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask


def block_mean(pixels):
    """The frame on the grid: means of blocks, or the nearest pixel where blocks have none."""
    rows = np.minimum(np.arange(SIDE + 1) * pixels.shape[0] // SIDE, pixels.shape[0])
    columns = np.minimum(np.arange(SIDE + 1) * pixels.shape[1] // SIDE, pixels.shape[1])
    total = np.zeros((pixels.shape[0] + 1, pixels.shape[1] + 1))
    total[1:, 1:] = pixels.astype(np.float64).cumsum(0).cumsum(1)
    top, left = rows[:-1, None], columns[None, :-1]
    bottom = np.maximum(rows[1:, None], top + 1)
    right = np.maximum(columns[None, 1:], left + 1)
    sums = total[bottom, right] - total[top, right] - total[bottom, left] + total[top, left]
    return sums / ((bottom - top) * (right - left))


def threshold(values):
    """The grey value that best parts dark from bright (Otsu 1979, doi:10.1109/TSMC.1979.4310076)."""
    counts, edges = np.histogram(values, bins=256)
    centres = (edges[:-1] + edges[1:]) / 2
    below = counts.cumsum()
    above = below[-1] - below
    sums = (counts * centres).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return edges[1 + np.argmax(np.nan_to_num(between[:-1]))]


def components(mask):
    """Labels of 4-connected components, 0 where the mask is not set; numbered in reading order."""
    cells = np.arange(1, mask.size + 1).reshape(mask.shape)
    labels = np.where(mask, cells, 0)
    while True:
        # Each cell takes the least label of its row's and its column's run, until nothing changes.
        before = labels
        for turned in (False, True):
            labels = run_minimum(labels.T if turned else labels)
            labels = labels.T if turned else labels
        if np.array_equal(before, labels):
            break
    # With a 0 in front, so that 0 stays 0 where every cell is set.
    return np.unique(np.append(0, labels), return_inverse=True)[1][1:].reshape(mask.shape)


def run_minimum(labels):
    """Every run of set cells along a row gets the least label in it."""
    set_ = labels > 0
    starts = set_ & ~np.pad(set_, ((0, 0), (1, 0)))[:, :-1]
    runs = starts.ravel().cumsum() * set_.ravel()
    least = np.full(runs.max() + 1, labels.size + 1)
    np.minimum.at(least, runs, labels.ravel())
    least[0] = 0
    return least[runs].reshape(labels.shape)
