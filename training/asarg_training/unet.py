# SPDX-License-Identifier: Apache-2.0
"""The U-Net: measured masks, and a bottleneck that also serves as the global latent R."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from .layers import ConvNorm


class Encoder(nn.Module):
    """[B,1,s,s] -> list of feature maps; the last one is the bottleneck [B, widths[-1], s/16, s/16]."""

    def __init__(self, widths):
        super().__init__()
        ins = [1, *widths[:-1]]
        self.blocks = nn.ModuleList(nn.Sequential(ConvNorm(i, o), ConvNorm(o, o)) for i, o in zip(ins, widths))

    def forward(self, x):
        maps = []
        for k, block in enumerate(self.blocks):
            x = block(F.max_pool2d(x, 2) if k else x)
            maps.append(x)
        return maps


class UNet(nn.Module):
    """[B,1,s,s] -> logits [B,K,s,s], K = number of classes."""

    def __init__(self, widths, classes):
        super().__init__()
        self.encoder = Encoder(widths)
        ups = list(zip(widths[::-1][:-1], widths[::-1][1:]))
        self.ups = nn.ModuleList(nn.Sequential(ConvNorm(a + b, b), ConvNorm(b, b)) for a, b in ups)
        self.head = nn.Conv2d(widths[0], classes, 1)

    def forward(self, x):
        return self.decode(self.encoder(x))

    def decode(self, maps):
        maps = list(maps)
        y = maps.pop()
        for up in self.ups:
            y = F.interpolate(y, scale_factor=2, mode="bilinear", align_corners=False)
            y = up(torch.cat([y, maps.pop()], 1))
        return self.head(y)


class Latent(nn.Module):
    """[B,1,256,256] -> R [B, widths[-1]]: mean over the bottleneck (the lvm-med role)."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, image):
        return self.encoder(image)[-1].mean((2, 3))
