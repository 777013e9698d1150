# SPDX-License-Identifier: Apache-2.0
"""Finding tags as two rows before the text; beyond the paper. Shared by the language warm start and every fusion variant."""
import torch
import torch.nn as nn


class TagPrompt(nn.Module):
    """Multi-hot tags [B,T] -> rows [B,2,d]: the sum over the tags that are on, the sum over those that are off."""

    def __init__(self, tags, width):
        super().__init__()
        self.on, self.off = nn.Parameter(torch.randn(tags, width) * 0.02), nn.Parameter(torch.randn(tags, width) * 0.004)
        self.null = nn.Parameter(torch.randn(2, width) * 0.02)

    def forward(self, tags, present):
        """`present` [B,1] in {0,1}; 0 gives the learned null rows."""
        rows = torch.stack([tags @ self.on, (1 - tags) @ self.off], 1)
        return present[:, :, None] * rows + (1 - present[:, :, None]) * self.null
