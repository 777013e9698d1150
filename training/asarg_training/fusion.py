# SPDX-License-Identifier: Apache-2.0
"""ASaRG-A fusion (arXiv 2507.16623, section 3): specialist outputs -> rows in the decoder's space.

R_stack = W_r R over K classes; R_I = W_ri [C ; R_stack]; S_loc = Conv1d(pooled maps); S_I = W_si [R_I ; S_loc];
rows = projector(cat(F, R_I, S_I)) along the token axis, then two tag tokens, which the paper does not have. What a
stream lacks is a learned null embedding. The variants are the paper's ablation.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from .catalogue import membership
from .tag_prompt import TagPrompt

# What each variant concatenates to, or does with, the patch rows. Addition, replacement and mixing need one row of R a
# patch: there R is repeated over the patches with a single embedding C.
VARIANTS = {
    "vision": "vision only (LLaVA)", "features": "+ features, K = 20", "maps-20": "+ features and maps, K = 20", "maps-212": "+ features and maps, K = 212",
    "addition": "features added to the patches", "replacement": "features instead of the patches", "mixing": "learned mixing of features and patches",
}
CLASSES = {"features": 20, "maps-20": 20, "maps-212": 212}


class Fusion(nn.Module):
    """One variant. `grouped` maps [B,20,..] come from the 212 by `Grouping`."""

    def __init__(self, variant, width, patches, patch_width, latent_width, cells, tags):
        super().__init__()
        d, self.variant, self.patch_width, self.patches = width, variant, patch_width, patches
        self.k = CLASSES.get(variant, 0)
        rows = self.k or (0 if variant == "vision" else 1)
        self.patch = nn.Linear(patch_width, d)
        self.projector = nn.Sequential(nn.Linear(d, d), nn.GELU(), nn.Linear(d, d))
        null = lambda n: nn.Parameter(torch.randn(n, d) * 0.02)
        self.null_patch, self.prompt = null(patches), TagPrompt(tags, d)
        if rows:
            self.latent, self.regional = nn.Linear(latent_width, d), nn.Linear(2 * d, d)
            self.classes, self.null_regional = null(rows), null(rows)
        if variant.startswith("maps"):
            self.resize = nn.Identity() if cells == d else nn.Linear(cells, d)
            self.locate, self.spatial, self.null_spatial = nn.Conv1d(self.k, self.k, 1), nn.Linear(2 * d, d), null(self.k)
        if variant == "mixing":
            self.mix = nn.Linear(2 * d, d)

    @property
    def rows(self):
        """Rows before the two tag tokens."""
        return self.patches + {"features": self.k}.get(self.variant, 2 * self.k if self.variant.startswith("maps") else 0)

    def forward(self, patch_tokens, vision_present, latent, latent_present, pooled, class_present, tags, tags_present):
        """patch_tokens [B,49,w], latent [B,r], pooled [B,K,16,16], tags [B,T]; *_present in {0,1}: [B,1], classes [B,K] -> [B,rows+2,d]."""
        choose = lambda flag, rows, null: flag * rows + (1 - flag) * null
        x = choose(vision_present[:, :, None], self.patch(F.layer_norm(patch_tokens, (self.patch_width,))), self.null_patch)
        if self.variant != "vision":
            stack = self.latent(latent)[:, None] + torch.zeros_like(self.classes)[None]
            table = self.classes[None] + torch.zeros_like(stack)
            r = choose(latent_present[:, :, None], self.regional(torch.cat([table, stack], 2)), self.null_regional)
            x = self._join(x, r, pooled, class_present, choose)
        return torch.cat([self.projector(x), self.prompt(tags, tags_present)], 1)

    def _join(self, f, r, pooled, class_present, choose):
        if self.variant == "features":
            return torch.cat([f, r], 1)
        if self.variant.startswith("maps"):
            located = self.locate(self.resize(pooled.flatten(2)) * class_present[:, :, None])
            s = choose(class_present[:, :, None], self.spatial(torch.cat([r, located], 2)), self.null_spatial)
            return torch.cat([f, r, s], 1)
        r = r + torch.zeros_like(f)
        return {"addition": lambda: f + r, "replacement": lambda: r, "mixing": lambda: self.mix(torch.cat([f, r], 2))}[self.variant]()

    def start_from(self, other):
        """Takes what stage 1 trained; segmentation parameters stay freshly initialised."""
        own = self.state_dict()
        self.load_state_dict({**own, **{k: v for k, v in other.state_dict().items() if k in own and own[k].shape == v.shape}})
        return self


class Grouping(nn.Module):
    """The 212 classes as 20 superclasses: the maximum over the members present, on the pooled grid."""

    def __init__(self):
        super().__init__()
        for k, row in enumerate(membership()):      # gathering the members costs a hundredth of masking all 212 for each of the 20
            self.register_buffer(f"members_{k}", torch.from_numpy(row).nonzero().flatten(), persistent=False)

    def forward(self, pooled, class_present):
        """[B,212,g,g], [B,212] -> [B,20,g,g], [B,20]."""
        members = [m for _, m in self.named_buffers()]
        given = pooled * class_present[:, :, None, None]
        largest = lambda x: torch.stack([x[:, m].amax(1) for m in members], 1)
        return largest(given), largest(class_present)


class FusionGraph(nn.Module):
    """The exported projector: always takes the 212 classes, whatever the variant makes of them."""

    def __init__(self, fusion):
        super().__init__()
        self.fusion = fusion
        self.group = Grouping() if fusion.k == 20 else None

    def forward(self, patch_tokens, vision_present, latent, latent_present, pooled, class_present, tags, tags_present):
        if self.group is not None:
            pooled, class_present = self.group(pooled, class_present)
        return self.fusion(patch_tokens, vision_present, latent, latent_present, pooled, class_present, tags, tags_present)


INPUTS = ["patch_tokens", "vision_present", "latent", "latent_present", "pooled", "class_present", "tags", "tags_present"]
