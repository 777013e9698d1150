# SPDX-License-Identifier: Apache-2.0
"""ASaRG-A fusion: specialist outputs -> 49 + 2K + 2 rows in the decoder's space.

R_stack = W_r R over K classes; R_I = W_ri [C ; R_stack]; S_loc = Conv1d(pooled); S_I = W_si [R_I ; S_loc];
rows = projector(cat(F, R_I, S_I)), then two tag tokens. Absent streams become learned null embeddings.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Fusion(nn.Module):
    def __init__(self, width, patches, patch_width, latent_width, classes, tags):
        super().__init__()
        d = width
        self.patch_width = patch_width
        self.patch = nn.Linear(patch_width, d)
        self.latent = nn.Linear(latent_width, d)
        self.classes = nn.Parameter(torch.randn(classes, d) * 0.02)
        self.regional = nn.Linear(2 * d, d)
        self.locate = nn.Conv1d(classes, classes, 1)
        self.spatial = nn.Linear(2 * d, d)
        self.projector = nn.Sequential(nn.Linear(d, d), nn.GELU(), nn.Linear(d, d))
        null = lambda rows: nn.Parameter(torch.randn(rows, d) * 0.02)
        self.null_patch, self.null_regional, self.null_spatial, self.null_tags = null(patches), null(classes), null(classes), null(2)
        self.tag_present, self.tag_absent = nn.Parameter(torch.randn(tags, d) * 0.02), nn.Parameter(torch.randn(tags, d) * 0.004)

    def forward(self, patch_tokens, vision_present, latent, latent_present, pooled, class_present, tags, tags_present):
        """Shapes of bundle.md (float32; *_present in {0, 1}) -> [B, 49+2K+2, d]."""
        choose = lambda flag, rows, null: flag * rows + (1 - flag) * null
        f = choose(vision_present[:, :, None], self.patch(F.layer_norm(patch_tokens, (self.patch_width,))), self.null_patch)
        stack = self.latent(latent)[:, None] + torch.zeros_like(self.classes)[None]
        table = self.classes[None] + torch.zeros_like(stack)
        r = choose(latent_present[:, :, None], self.regional(torch.cat([table, stack], 2)), self.null_regional)
        located = self.locate(pooled.flatten(2) * class_present[:, :, None])
        s = choose(class_present[:, :, None], self.spatial(torch.cat([r, located], 2)), self.null_spatial)
        x = self.projector(torch.cat([f, r, s], 1))
        prompt = torch.stack([tags @ self.tag_present, (1 - tags) @ self.tag_absent], 1)
        return torch.cat([x, choose(tags_present[:, :, None], prompt, self.null_tags)], 1)


INPUTS = ["patch_tokens", "vision_present", "latent", "latent_present", "pooled", "class_present", "tags", "tags_present"]
