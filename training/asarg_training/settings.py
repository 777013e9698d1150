# SPDX-License-Identifier: Apache-2.0
"""Settings of one training run: folders, device, seed, sizes and the length of each stage in steps."""
from dataclasses import dataclass, field
from pathlib import Path

import torch

# Classes of the segmenter, in channel order. left/right are the patient's (left is on the image's right).
CLASS_IDS = [31, 32, 121, 135, 136]
CLASS_NAMES = ["clavicle left", "clavicle right", "heart", "right lung", "left lung"]

# What the released bundle's fusion is: a variant of fusion.py.
RELEASE = "maps-20"

# Optimiser steps of each stage at effort 1. Steps, not minutes: the same seed must give the same weights on a busy machine.
STEPS = {"segmenter-1": 70, "segmenter-2": 200, "segmenter-256": 300,
         "vision-128": 900, "vision-176": 650, "vision-224": 500, "vision-fine": 420, "vision-long": 1600,
         "language": 800, "weak": 180, "views": 400, "stage-1": 1000, "stage-2": 80}


@dataclass
class Settings:
    data: Path
    work: Path
    out: Path
    device: str = "cpu"
    effort: float = 1.0           # scales the steps of every stage
    seed: int = 0
    smoke: bool = False
    unet: tuple = (24, 48, 96, 160, 224)
    resnet: tuple = (48, 96, 192, 384)
    hidden: int = 256
    layers: int = 4
    heads: int = 4
    intermediate: int = 688
    vocabulary: int = 2000
    batch: dict = field(default_factory=lambda: {"vision": 32, "language": 48, "decoder": 32})

    def steps(self, stage):
        """Optimiser steps of a stage."""
        return 2 if self.smoke else max(2, round(STEPS[stage] * self.effort))

    def checkpoint(self, stage):
        return self.work / f"{stage}.pt"


def pick_device(name):
    """'auto' takes CUDA when there is one."""
    return ("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else name
