# SPDX-License-Identifier: Apache-2.0
"""The input gate: frontal, lateral or neither, from the frozen vision encoder's features."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from tqdm import tqdm

from .augment import photometric, random_affine, warp
from .not_chest import draw
from .profile import rank_batch
from .runner import Run, autocast, make_optimizer, update

VIEWS = ["frontal", "lateral", "other"]
REFUSE_ABOVE = 0.5      # probability of "other" from which an image is refused


class ViewHead(nn.Module):
    """Feature map [B,w,7,7] -> logits [B,3] from the mean and the maximum of each channel, and the spread of rows and columns."""

    def __init__(self, width, inner=64):
        super().__init__()
        self.norm, self.hidden, self.out = nn.LayerNorm(4 * width), nn.Linear(4 * width, inner), nn.Linear(inner, 3)

    @staticmethod
    def summary(features):
        """[B,w,h,w'] -> [B,4w]: mean, maximum, upper half minus lower half, left half minus right half."""
        h, w = features.shape[2] // 2, features.shape[3] // 2
        rows = features[:, :, :h].mean((2, 3)) - features[:, :, -h:].mean((2, 3))
        columns = features[:, :, :, :w].mean((2, 3)) - features[:, :, :, -w:].mean((2, 3))
        return torch.cat([features.mean((2, 3)), features.amax((2, 3)), rows, columns], 1)

    def forward(self, features):
        return self.out(F.relu(self.hidden(self.norm(self.summary(features)))))


def run(settings, vision, frontal, lateral):
    """Trains (or restores) the head on uint8 films [n,256,256] of both views and drawn images."""
    torch.manual_seed(settings.seed + 13)
    head, path = ViewHead(settings.resnet[-1]), settings.checkpoint("views")
    if path.exists():
        head.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        return head.eval()
    rng = np.random.RandomState(settings.seed + 13)
    count = 12 if settings.smoke else 1500
    some = lambda films: films[np.sort(rng.permutation(len(films))[:count])]
    groups = [some(frontal), some(lateral), np.stack([draw(rng, frontal) for _ in range(count)])]
    x = torch.cat([summaries(settings, vision, g, k) for k, g in enumerate(groups)])
    y = torch.cat([torch.full((len(g),), k) for k, g in enumerate(groups)])
    head = head.to(settings.device).train()
    optimizer, loop = make_optimizer(head, 1e-3, 0.05), Run(settings, "views")
    for _ in loop:
        pick = torch.from_numpy(rng.randint(0, len(x), 96))
        loss = F.cross_entropy(head.out(F.relu(head.hidden(head.norm(x[pick].to(settings.device))))), y[pick].to(settings.device), label_smoothing=0.02)
        loop.report(update(optimizer, head, loss, loop.progress))
    torch.save({k: v.cpu() for k, v in head.state_dict().items()}, path)
    return head.cpu().eval()


@torch.no_grad()
def summaries(settings, vision, images, seed, size=224, batch=48):
    """Head inputs [n, 4w] of mildly augmented images."""
    out, gen = [], torch.Generator().manual_seed(settings.seed + seed)
    vision = vision.to(settings.device, memory_format=torch.channels_last).eval()
    for k in tqdm(range(0, len(images), batch), desc="views: features", mininterval=10):
        part = torch.from_numpy(images[k:k + batch]).to(settings.device).float()
        x = warp(part[:, None], random_affine(len(part), 6, 0.1, 0.08, 0.05, gen), size)[:, 0]
        with autocast(settings.device):
            features, _ = vision(rank_batch(photometric(x, gen)).contiguous(memory_format=torch.channels_last))
        out.append(ViewHead.summary(features.float()).cpu())
    return torch.cat(out)
