# SPDX-License-Identifier: Apache-2.0
"""The vision encoder: a small ResNet whose 1x1 tag head gives class activation maps for free."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from .layers import ConvNorm


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.a, self.b = ConvNorm(cin, cout, 3, stride), ConvNorm(cout, cout, act=False)
        self.skip = ConvNorm(cin, cout, 1, stride, act=False) if stride > 1 or cin != cout else nn.Identity()

    def forward(self, x):
        return F.relu(self.b(self.a(x)) + self.skip(x))


class Vision(nn.Module):
    """[B,1,224,224] -> feature map [B,384,7,7] and tag logit maps [B,T,7,7]."""

    def __init__(self, widths, tags):
        super().__init__()
        self.stem = ConvNorm(1, widths[0], 7, 2)
        blocks, cin = [], widths[0]
        for k, w in enumerate(widths):
            blocks += [Block(cin, w, 2 if k else 1), Block(w, w, 1)]
            cin = w
        self.blocks = nn.Sequential(*blocks)
        self.drop = nn.Dropout2d(0.1)
        self.head = nn.Conv2d(widths[-1], tags, 1)
        self.view_bias = nn.Parameter(torch.zeros(tags))      # added to a lateral film's tag logits: what a lateral shows less of

    def forward(self, image):
        x = self.blocks(F.max_pool2d(self.stem(image), 3, 2, 1))
        return x, self.head(self.drop(x))

    def tag_logits(self, maps, lateral):
        """Logits [B,T] from maps [B,T,h,w]; `lateral` [B] is the probability of a lateral view."""
        return pool_logits(maps) + lateral[:, None] * self.view_bias


def pool_logits(maps):
    """Tag logits [B,T] from maps [B,T,h,w]: half mean, half log-mean-exp."""
    flat = maps.flatten(2)
    return 0.5 * flat.mean(2) + 0.5 * (torch.logsumexp(flat, 2) - math.log(maps.shape[2] * maps.shape[3]))


class VisionOutputs(nn.Module):
    """The served graph: patch tokens [B,49,384], tag probabilities [B,T], activation maps [B,14,7,7], view scores [B,3]."""

    def __init__(self, vision, views):
        super().__init__()
        self.vision, self.views = vision, views

    def forward(self, image):
        features, maps = self.vision(image)
        scores = torch.softmax(self.views(features), 1)
        lateral = scores[:, 1] / (scores[:, 0] + scores[:, 1]).clamp_min(1e-6)
        tags = torch.sigmoid(self.vision.tag_logits(maps, lateral))
        return features.flatten(2).transpose(1, 2), tags, torch.sigmoid(maps[:, :14]), scores
