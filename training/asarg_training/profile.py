# SPDX-License-Identifier: Apache-2.0
"""Pixel profile rank-squash@1: area resampling, then rank equalisation to zero mean and unit variance.

`rank_squash` is the reference (float64, one image); `rank_batch` is the same equalisation on a
batch of already resampled images, used while training.
"""
from functools import lru_cache

import numpy as np
import torch

BINS = 4096
SCALE = float(np.sqrt(12.0))


@lru_cache(maxsize=64)
def area_matrix(size_in, size_out):
    """Weights [size_out, size_in]: output pixel o is the mean over the interval [o*in/out, (o+1)*in/out)."""
    edges = np.arange(size_out + 1, dtype=np.float64) * size_in / size_out
    lo, hi = edges[:-1, None], edges[1:, None]
    left = np.arange(size_in, dtype=np.float64)[None]
    cover = np.minimum(hi, left + 1) - np.maximum(lo, left)
    cover = np.clip(cover, 0, None)
    return cover / cover.sum(1, keepdims=True)


def area_resample(image, height, width):
    """Image [H, W] (any integer type) -> float64 [height, width]; x first, then y."""
    rows = image.astype(np.float64) @ area_matrix(image.shape[1], width).T
    return area_matrix(image.shape[0], height) @ rows


def rank_squash(image, height, width):
    """The profile: image [H, W] integers -> float32 [1, height, width], about N(0,1)-scaled uniform."""
    v = area_resample(image, height, width)
    lo, hi = v.min(), v.max()
    if hi - lo < 1e-9:
        return np.zeros((1, height, width), np.float32)
    bins = np.minimum(BINS - 1, np.floor((v - lo) * BINS / (hi - lo))).astype(np.int64)
    count = np.bincount(bins.ravel(), minlength=BINS)
    rank = (np.cumsum(count) - 0.5 * count) / v.size
    return ((rank[bins] - 0.5) * SCALE).astype(np.float32)[None]


def rank_batch(images):
    """Steps 2-3 of the profile for a float tensor [B, h, w] -> float32 [B, 1, h, w]."""
    flat = images.flatten(1).float()
    lo, hi = flat.amin(1, keepdim=True), flat.amax(1, keepdim=True)
    bins = ((flat - lo) * (BINS / (hi - lo).clamp_min(1e-9))).floor().clamp_(0, BINS - 1).long()
    count = torch.zeros(len(flat), BINS, device=flat.device)
    count.scatter_add_(1, bins, torch.ones_like(flat))
    rank = (count.cumsum(1) - 0.5 * count) / flat.shape[1]
    out = ((rank.gather(1, bins) - 0.5) * SCALE) * (hi - lo >= 1e-9)
    return out.view(len(images), 1, *images.shape[1:])
