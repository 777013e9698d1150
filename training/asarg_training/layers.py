# SPDX-License-Identifier: Apache-2.0
"""Convolution + batch norm + ReLU, foldable for export."""
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval


class ConvNorm(nn.Module):
    """3x3 (or kxk) convolution, batch norm and, unless `act` is False, ReLU."""

    def __init__(self, cin, cout, kernel=3, stride=1, act=True):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(cout)
        self.act = act

    def forward(self, x):
        x = self.conv(x) if self.norm is None else self.norm(self.conv(x))
        return F.relu(x) if self.act else x

    def fold(self):
        """Moves the norm into the convolution (eval mode only)."""
        if self.norm is not None:
            self.conv, self.norm = fuse_conv_bn_eval(self.conv, self.norm), None


def fold_norms(model):
    for module in model.modules():
        if isinstance(module, ConvNorm):
            module.fold()
    return model
