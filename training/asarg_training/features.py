# SPDX-License-Identifier: Apache-2.0
"""Frozen specialist outputs for report studies, cached: view 0 is clean, the others are augmented.

The segmenter (the slow part on a CPU) only sees the clean view; its outputs serve all views.
"""
import copy
from dataclasses import dataclass

import numpy as np
import torch
from tqdm import tqdm

from .augment import random_affine
from .layers import fold_norms
from .profile import area_matrix, rank_batch
from .runner import autocast
from .train_vision import extract


@dataclass
class Features:
    tokens: np.ndarray    # float16 [views, n, 49, 384]
    latent: np.ndarray    # float32 [n, 224]
    pooled: np.ndarray    # float16 [n, 212, 16, 16]
    given: np.ndarray     # float32 [212]: 1 where the class is measured, derived or weak
    scores: np.ndarray    # float32 [views, n, T]


def compute(settings, name, vision, segmenter, images, views):
    """Features of uint8 [n,256,256] with `views` views; maps and tokens are cached apart under the work folder."""
    maps, looks = settings.work / f"maps-{name}.npz", settings.work / f"tokens-{name}.npz"
    if not maps.exists():
        latent, pooled = segment(settings, segmenter, images)
        np.savez(maps, latent=latent, pooled=pooled, given=(segmenter.order < segmenter.order.max()).float().numpy())
    if not looks.exists():
        gen, parts = torch.Generator().manual_seed(settings.seed + 7), []
        vision = fold_norms(copy.deepcopy(vision).eval())
        for view in tqdm(range(views), desc=f"features {name}"):
            theta = random_affine(len(images), 6, 0.08, 0.06, 0.04, gen) if view else None
            parts.append(extract(settings, vision, images, theta))
        np.savez(looks, tokens=np.stack([p[0] for p in parts]), scores=np.stack([p[1] for p in parts]))
    return Features(**np.load(maps), **np.load(looks))


@torch.no_grad()
def segment(settings, segmenter, images, size=256, batch=16):
    """uint8 [n,256,256] -> (latent float32 [n,224], pooled float16 [n,212,16,16])."""
    latents, maps = [], []
    segmenter = copy.deepcopy(segmenter)
    fold_norms(segmenter.eval()).to(settings.device)
    resize = torch.from_numpy(area_matrix(images.shape[1], size).astype(np.float32)).to(settings.device)
    for k in tqdm(range(0, len(images), batch), desc="segmenter features", mininterval=10):
        x = torch.from_numpy(images[k:k + batch]).to(settings.device).float()
        with autocast(settings.device):
            latent, pooled = segmenter.features(rank_batch(resize @ x @ resize.T).contiguous(memory_format=torch.channels_last))
        latents.append(latent.float().cpu())
        maps.append(pooled.half().cpu())
    return torch.cat(latents).numpy(), torch.cat(maps).numpy()
