# SPDX-License-Identifier: Apache-2.0
"""Settings of one training run: folders, device, seed, sizes and the time budget of each stage."""
from dataclasses import dataclass, field
from pathlib import Path

import torch

# Classes of the segmenter, in channel order. left/right are the patient's (left is on the image's right).
CLASS_IDS = [31, 32, 121, 135, 136]
CLASS_NAMES = ["clavicle left", "clavicle right", "heart", "right lung", "left lung"]

# Share of the total minutes that each stage may use.
BUDGET = {
    "segmenter-1": 0.045, "segmenter-2": 0.12, "segmenter-256": 0.055,
    "vision": 0.44, "language": 0.07, "decoder": 0.27,
}


@dataclass
class Settings:
    data: Path
    work: Path
    out: Path
    device: str = "cpu"
    minutes: float = 60.0
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

    def seconds(self, stage):
        """Time budget of a stage in seconds (smoke runs count steps instead)."""
        return BUDGET[stage] * self.minutes * 60

    def max_steps(self, stage):
        return 2 if self.smoke else 10**9

    def checkpoint(self, stage):
        return self.work / f"{stage}.pt"


def pick_device(name):
    """'auto' takes CUDA when there is one."""
    return ("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else name
