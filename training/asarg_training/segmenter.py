# SPDX-License-Identifier: Apache-2.0
"""The cxas role: one graph from the film to the whole 212-class schema, measured, derived and weak."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from .catalogue import CHANNEL_OF, K
from .derived import DERIVED_IDS, PARENTS, Derived, largest_piece
from .settings import CLASS_IDS
from .weak import WEAK_CLASSES

GRID = 16       # side of the pooled maps


class Segmenter(nn.Module):
    """[B,1,256,256] -> bit-packed masks uint8 [B,212,256,32], pooled maps [B,212,16,16], mean probabilities [B,212].

    `weak` is the trained head, `kept` the indices of WEAK_CLASSES that earned their place, `cutoffs` their image-level thresholds.
    Channels of classes that are neither measured, derived nor kept are zero.
    """

    def __init__(self, unet, weak, kept, cutoffs):
        super().__init__()
        self.unet, self.weak, self.derived = unet, weak, Derived()
        self.kept = list(kept)
        self.register_buffer("cutoffs", torch.as_tensor(cutoffs, dtype=torch.float32), persistent=False)
        self.register_buffer("bits", torch.tensor([1., 2, 4, 8, 16, 32, 64, 128]), persistent=False)
        parents = torch.zeros(len(DERIVED_IDS), len(CLASS_IDS))
        for row, i in zip(parents, DERIVED_IDS):
            row[list(PARENTS[i])] = 1
        self.register_buffer("parents", parents, persistent=False)
        given = [*CLASS_IDS, *DERIVED_IDS, *(WEAK_CLASSES[k].id for k in self.kept)]
        order = torch.full((K,), len(given), dtype=torch.long)          # the last, empty channel
        for position, i in enumerate(given):
            order[CHANNEL_OF[i]] = position
        self.register_buffer("order", order, persistent=False)

    def forward(self, image):
        masks, pooled, mean = self.parts(image)
        empty = torch.zeros_like(masks[:, :1])
        packed = self._pack(torch.cat([masks, empty], 1)).index_select(1, self.order)
        pooled = torch.cat([pooled, torch.zeros_like(pooled[:, :1])], 1).index_select(1, self.order)
        return packed, pooled, torch.cat([mean, torch.zeros_like(mean[:, :1])], 1).index_select(1, self.order)

    def features(self, image):
        """What the fusion is trained on: (latent [B,w], pooled [B,212,16,16])."""
        maps = self.unet.encoder(image)
        _, pooled, _ = self._parts(maps)
        return maps[-1].mean((2, 3)), torch.cat([pooled, torch.zeros_like(pooled[:, :1])], 1).index_select(1, self.order)

    def parts(self, image):
        return self._parts(self.unet.encoder(image))

    def _parts(self, maps):
        """Masks {0,1}, pooled maps and mean probabilities of the given classes, before they take their channels."""
        p = torch.sigmoid(self.unet.decode(maps).float())
        inside = (p > 0.5).float()
        mean = (p * inside).sum((2, 3)) / inside.sum((2, 3)).clamp_min(1.0)
        derived = self.derived(largest_piece(inside))
        ladder = torch.where(self.parents[None] > 0, mean[:, None], torch.ones_like(mean[:, None]))
        present = derived.amax((2, 3))
        pool = lambda t: F.avg_pool2d(t, int(p.shape[-1]) // GRID)
        masks, pooled, means = [inside, derived], [pool(p), pool(derived)], [mean, ladder.amin(2) * present]
        if self.kept:
            for parts, weak in zip((masks, pooled, means), self._weak_parts(maps, p)):
                parts.append(weak)
        return torch.cat(masks, 1), torch.cat(pooled, 1), torch.cat(means, 1)

    def _weak_parts(self, maps, p):
        """Masks, cells and image-level probabilities of the weak classes."""
        cells, image_level = self.weak(maps, p, self.kept)
        cut = torch.maximum(0.5 * cells.amax((2, 3), keepdim=True), torch.full_like(cells[:, :, :1, :1], 0.02))
        large = F.interpolate(cells, size=(int(p.shape[-2]), int(p.shape[-1])), mode="bilinear", align_corners=False)
        seen = (image_level > self.cutoffs).float()
        return (large > cut).float() * seen[:, :, None, None], cells, image_level * seen

    def _pack(self, masks):
        n, h, w = (int(k) for k in masks.shape[1:])
        return (masks.reshape(-1, n, h, w // 8, 8) * self.bits).sum(-1).to(torch.uint8)
