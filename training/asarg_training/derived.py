# SPDX-License-Identifier: Apache-2.0
"""Classes that follow by geometry from the five measured ones, as tensor operations: they are part of the served graph.

Rows and columns are those of the network's grid; left and right are the patient's, so the right lung is on the
image's left. Fractions are of the lung's own height or of the grid, and are conventions, not measurements.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

ZONES = {"upper": (0.0, 1 / 3), "mid": (1 / 3, 2 / 3), "base": (2 / 3, 1.0), "apical": (0.0, 0.2)}
RIGHT_ZONES = {"upper": 141, "mid": 142, "base": 143, "apical": 144}
LEFT_ZONES = {"upper": 145, "mid": 146, "base": 147, "apical": 148}
BOTH_ZONES = {"base": 137, "mid": 138, "upper": 139, "apical": 140}
# Order of the channels that `Derived` returns.
DERIVED_IDS = [134, 30, *RIGHT_ZONES.values(), *LEFT_ZONES.values(), *BOTH_ZONES.values(), 107, 106, 105, 115, 116, 117, 0, 2]
# Measured classes (in segmenter order) that each derived class rests on.
PARENTS = {134: (3, 4), 30: (0, 1), **{i: (3,) for i in RIGHT_ZONES.values()}, **{i: (4,) for i in LEFT_ZONES.values()}, **{i: (3, 4) for i in BOTH_ZONES.values()},
           107: (3,), 106: (4,), 105: (3, 4), 115: (2, 3, 4), 116: (2, 3, 4), 117: (2, 3, 4), 0: (3, 4), 2: (3, 4)}
SPINE_SHARE = 0.10          # width of the spine over the width of the thorax
DIAPHRAGM_ROWS = 8          # thickness of a hemidiaphragm's band, of 256 rows
SMALL = 64                  # grid on which components are told apart
FLOOD = 96                  # steps of the flood: longer than any path through a lung on that grid


def largest_piece(mask):
    """The piece of each mask [B,C,s,s] around its most massive spot, holes filled; on a coarse grid, so without loops over pixels."""
    step = int(mask.shape[-1]) // SMALL
    small = F.max_pool2d(mask, step)
    spot = F.avg_pool2d(small, 13, 1, 6) * small
    peak = spot.amax((2, 3), keepdim=True)
    flood = ((spot >= peak) & (peak > 0)).float()
    for _ in range(FLOOD):
        flood = F.max_pool2d(flood, 3, 1, 1) * small
    air = 1 - flood
    outside = F.pad(torch.zeros_like(flood[:, :, 1:-1, 1:-1]), (1, 1, 1, 1), value=1.0) * air
    for _ in range(FLOOD):
        outside = F.max_pool2d(outside, 3, 1, 1) * air
    hole = (air - outside).clamp(0, 1)
    grow = lambda t: F.interpolate(t, scale_factor=float(step), mode="nearest")
    return torch.maximum(mask * grow(flood), grow(hole))


class Derived(nn.Module):
    """Cleaned masks {0,1} [B,5,s,s] in segmenter order -> derived masks {0,1} [B,22,s,s] in the order of DERIVED_IDS."""

    def __init__(self, side=256):
        super().__init__()
        index = torch.arange(side, dtype=torch.float32)
        self.register_buffer("rows", index.view(1, side, 1), persistent=False)
        self.register_buffer("columns", index.view(1, 1, side), persistent=False)
        self.side = side

    def forward(self, masks):
        left_clavicle, right_clavicle, heart, right, left = masks.unbind(1)
        zones = {**self._zones(right, RIGHT_ZONES), **self._zones(left, LEFT_ZONES)}
        for name, i in BOTH_ZONES.items():
            zones[i] = torch.maximum(zones[RIGHT_ZONES[name]], zones[LEFT_ZONES[name]])
        domes = {107: self._dome(right), 106: self._dome(left)}
        domes[105] = torch.maximum(domes[107], domes[106])
        out = {134: torch.maximum(right, left), 30: torch.maximum(right_clavicle, left_clavicle), **zones, **domes,
               **self._middle(right, left, heart)}
        return torch.stack([out[i] for i in DERIVED_IDS], 1)

    def _span(self, mask, index, axis):
        """First and one past the last index [B,1,1] at which the mask is set along `axis`; an empty mask gives first > last."""
        line = mask.amax(axis, keepdim=True)
        first = torch.where(line > 0, index, torch.full_like(line, 2.0 * self.side)).amin((1, 2), keepdim=True)
        last = torch.where(line > 0, index + 1, torch.full_like(line, -1.0)).amax((1, 2), keepdim=True)
        return first, last

    def _zones(self, lung, ids):
        top, bottom = self._span(lung, self.rows, 2)
        height = (bottom - top).clamp_min(1)
        part = (self.rows + 0.5 - top) / height
        return {ids[name]: lung * ((part >= a) & (part < b)).float() for name, (a, b) in ZONES.items()}

    def _dome(self, lung):
        """Band under the lung's lower contour, where that contour lies in the lowest quarter of the lung."""
        top, bottom = self._span(lung, self.rows, 2)
        floor = torch.where(lung > 0, self.rows + 1, torch.zeros_like(lung)).amax(1, keepdim=True)      # [B,1,s]
        near = (floor > bottom - 0.25 * (bottom - top)) & (floor > 0)
        below = self.rows - floor
        return (near & (below >= 0) & (below < DIAPHRAGM_ROWS * self.side / 256)).float()

    def _middle(self, right, left, heart):
        """Mediastinum: between the lungs' inner edges above the heart, and there within the heart's own width; spine about the middle."""
        far = torch.full_like(right, 2.0 * self.side)
        inner_right = torch.where(right > 0, self.columns + 1, torch.zeros_like(right)).amax(2, keepdim=True)      # [B,s,1]
        inner_left = torch.where(left > 0, self.columns.expand_as(left), far).amin(2, keepdim=True)
        both = (inner_right > 0) & (inner_left < self.side) & (inner_left > inner_right)
        between = (both & (self.columns >= inner_right) & (self.columns < inner_left)).float()
        top, bottom = self._span(heart, self.rows, 2)
        first, last = self._span(heart, self.columns, 1)
        beside = (self.rows >= top) & (self.rows < bottom) & (self.columns >= first) & (self.columns < last)
        both_lungs = both.any(1, keepdim=True).float()
        upper = between * (self.rows < top).float() * (top < self.side).float()
        lower = torch.maximum(between * beside.float(), heart * both_lungs)
        whole = torch.maximum(upper, lower)
        outer_right = torch.where(right > 0, self.columns.expand_as(right), far).amin(2, keepdim=True)
        outer_left = torch.where(left > 0, self.columns + 1, torch.zeros_like(left)).amax(2, keepdim=True)
        rows = both.float()
        count = rows.sum(1, keepdim=True).clamp_min(1)
        middle = (rows * (outer_right + outer_left) / 2).sum(1, keepdim=True) / count
        width = (rows * (outer_left - outer_right)).amax(1, keepdim=True) * SPINE_SHARE / 2
        lungs = torch.maximum(right, left)
        top, bottom = self._span(lungs, self.rows, 2)
        present = (right.amax((1, 2), keepdim=True) * left.amax((1, 2), keepdim=True)) > 0
        spine = (((self.columns + 0.5 - middle).abs() <= width) & (self.rows >= top) & (self.rows < bottom) & present).float()
        return {115: whole, 116: upper, 117: lower, 0: spine, 2: spine}
