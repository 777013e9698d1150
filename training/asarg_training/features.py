# SPDX-License-Identifier: Apache-2.0
"""Frozen specialist outputs for every report study, cached: view 0 is clean, the others are augmented.

The segmenter (the slow part on a CPU) only sees the clean view; its outputs serve all views.
"""
import copy
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from tqdm import tqdm

from .augment import random_affine
from .layers import fold_norms
from .profile import rank_batch
from .runner import autocast
from .train_vision import area_matrix_f32, extract


@dataclass
class Features:
    tokens: np.ndarray    # float16 [views, n, 49, 384]
    latent: np.ndarray    # float32 [n, 224]
    pooled: np.ndarray    # float16 [n, K, 16, 16]
    scores: np.ndarray    # float32 [views, n, T]


def compute(settings, name, vision, unet, images, views):
    """Features of uint8 [n,256,256] with `views` views (cached under the work folder)."""
    path = settings.work / f"features-{name}.npz"
    if path.exists():
        return Features(**np.load(path))
    gen, parts = torch.Generator().manual_seed(settings.seed + 7), []
    vision, unet = (fold_norms(copy.deepcopy(m).eval()) for m in (vision, unet))
    latent, pooled = segment(settings, unet, images)
    for view in tqdm(range(views), desc=f"features {name}"):
        theta = random_affine(len(images), 6, 0.08, 0.06, 0.04, gen) if view else None
        parts.append(extract(settings, vision, images, theta))
    out = Features(np.stack([p[0] for p in parts]), latent, pooled, np.stack([p[1] for p in parts]))
    np.savez(path, **out.__dict__)
    return out


@torch.no_grad()
def segment(settings, unet, images, size=256, batch=24):
    """uint8 [n,256,256] -> (latent float32 [n,224], pooled float16 [n,K,16,16])."""
    latents, maps, unet = [], [], unet.to(settings.device, memory_format=torch.channels_last).eval()
    resize = torch.from_numpy(area_matrix_f32(images.shape[1], size)).to(settings.device)
    hook = {}
    handle = unet.encoder.register_forward_hook(lambda m, i, o: hook.update(latent=o[-1].float().mean((2, 3))))
    for k in tqdm(range(0, len(images), batch), desc="segmenter features", mininterval=10):
        x = torch.from_numpy(images[k:k + batch]).to(settings.device).float()
        x = resize @ x @ resize.T
        with autocast(settings.device):
            p = torch.sigmoid(unet(rank_batch(x).contiguous(memory_format=torch.channels_last)).float())
        latents.append(hook["latent"].cpu())
        maps.append(F.avg_pool2d(p, size // 16).half().cpu())
    handle.remove()
    return torch.cat(latents).numpy(), torch.cat(maps).numpy()
