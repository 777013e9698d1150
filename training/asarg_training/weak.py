# SPDX-License-Identifier: Apache-2.0
"""Weak classes: a small activation-map head on the frozen U-Net, and which labels of a study teach which class."""
import math
from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

from .catalogue import ID_OF


@dataclass(frozen=True)
class WeakClass:
    id: int
    tag: str              # name in the tag vocabulary whose studies are positive
    side: str             # "", "right" or "left": the half of the film the map is kept on (patient's side)


def _classes():
    sided = [("pleural effusion", "Pleural Effusion"), ("lung opacity", "Lung Opacity"), ("atelectasis", "Atelectasis"), ("consolidation", "Consolidation"),
             ("pneumothorax", "Pneumothorax")]
    whole = [("pulmonary edema", "Edema"), ("interstitial markings", "mesh/:interstitial"), ("nodule", "mesh/nodule"), ("calcified granuloma", "mesh/calcified granuloma"),
             ("emphysema", "mesh/emphysema"), ("scar", "mesh/cicatrix"), ("pleural thickening", "Pleural Other"), ("cardiomegaly", "Cardiomegaly"),
             ("wide mediastinum", "Enlarged Cardiomediastinum"), ("tortuous aorta", "mesh/:tortuous"), ("aortic calcification", "mesh/atherosclerosis"),
             ("rib fracture", "Fracture"), ("degenerative spine", "mesh/:degenerative"), ("scoliosis", "mesh/scoliosis"), ("elevated hemidiaphragm", "mesh/:elevated"),
             ("surgical clips", "mesh/surgical instruments"), ("central venous catheter", "mesh/catheters, indwelling")]
    out = [WeakClass(ID_OF[f"{name} {side}"], tag, side) for name, tag in sided for side in ("right", "left")]
    return out + [WeakClass(ID_OF[name], tag, "") for name, tag in whole]


WEAK_CLASSES = _classes()
TAGS = list(dict.fromkeys(c.tag for c in WEAK_CLASSES))     # one map each; sides share it
GRID = 16


class WeakHead(nn.Module):
    """Encoder maps and mask probabilities -> activation maps of TAGS on a 16 x 16 grid."""

    def __init__(self, widths, masks, inner=128):
        super().__init__()
        self.mix = nn.Conv2d(sum(widths) + masks, inner, 1)
        self.look = nn.Conv2d(inner, inner, 3, padding=1)
        self.out = nn.Conv2d(inner, len(TAGS), 1)
        self.drop = nn.Dropout2d(0.2)

    @staticmethod
    def gather(maps, masks):
        """All maps on the common grid: [B, sum of widths + masks, 16, 16]."""
        pool = lambda t: F.avg_pool2d(t, int(t.shape[-1]) // GRID)
        return torch.cat([pool(t) for t in (*maps, masks)], 1)

    def logits(self, gathered):
        """[B, C, 16, 16] -> logit maps [B, tags, 16, 16]."""
        return self.out(self.drop(F.relu(self.look(F.relu(self.mix(gathered))))))

    def forward(self, maps, masks, kept):
        """Cell probabilities [B, kept, 16, 16] on the class's own half, and image-level probabilities [B, kept]."""
        logits = self.logits(self.gather(maps, masks))
        index = torch.tensor([TAGS.index(WEAK_CLASSES[k].tag) for k in kept], dtype=torch.long, device=logits.device)
        cells = torch.sigmoid(logits).index_select(1, index)
        overall = torch.sigmoid(pool(logits)).index_select(1, index)
        half = torch.tensor([half_of(WEAK_CLASSES[k].side) for k in kept]).reshape(len(kept), GRID)
        cells = cells * half.to(cells)[None, :, None, :]
        # a sided class is seen where its own half holds a good part of the strongest cell
        own, strongest = cells.amax((2, 3)), torch.sigmoid(logits).index_select(1, index).amax((2, 3))
        return cells, overall * (own > 0.6 * strongest).float()


def half_of(side):
    """Columns that a class of this side is kept on; the patient's right is the image's left."""
    middle = GRID // 2
    return [float(side == "" or (side == "right") == (column < middle)) for column in range(GRID)]


def pool(maps):
    """Image-level logits: half mean, half log-mean-exp over the grid."""
    flat = maps.flatten(2)
    return 0.5 * flat.mean(2) + 0.5 * (torch.logsumexp(flat, 2) - math.log(int(flat.shape[2])))
