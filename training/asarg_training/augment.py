# SPDX-License-Identifier: Apache-2.0
"""Random affine views. No flips: left and right must stay what they are."""
import math

import torch
import torch.nn.functional as F


def random_affine(n, degrees, scale, aspect, shift, generator=None):
    """Affine matrices [n, 2, 3] for `affine_grid`; `scale`, `aspect`, `shift` are relative half-ranges."""
    u = lambda: torch.rand(n, generator=generator) * 2 - 1
    angle = u() * degrees * math.pi / 180
    zoom, ratio = torch.exp(u() * scale), torch.exp(u() * aspect / 2)
    cos, sin = torch.cos(angle), torch.sin(angle)
    row0 = torch.stack([cos * zoom * ratio, -sin * zoom * ratio, u() * shift], 1)
    row1 = torch.stack([sin * zoom / ratio, cos * zoom / ratio, u() * shift], 1)
    return torch.stack([row0, row1], 1)


def identity_affine(n):
    return torch.eye(2, 3).expand(n, 2, 3)


def warp(images, theta, size, mode="bilinear"):
    """Samples float images [B, C, H, W] at `theta` to [B, C, size, size]."""
    grid = F.affine_grid(theta.to(images), [len(images), images.shape[1], size, size], align_corners=False)
    return F.grid_sample(images, grid, mode=mode, padding_mode="border" if mode == "bilinear" else "zeros", align_corners=False)


def photometric(images, generator=None):
    """Noise and a smooth brightness field on [B, h, w] in 0..255 (gamma would vanish in the rank equalisation)."""
    n, h, w = images.shape
    field = F.interpolate(torch.randn(n, 1, 3, 3, generator=generator), (h, w), mode="bicubic", align_corners=True)[:, 0]
    noise = torch.randn(n, h, w, generator=generator)
    level = torch.rand(n, 1, 1, generator=generator)
    return images + (12 * level * field).to(images) + (4 * level * noise).to(images)
