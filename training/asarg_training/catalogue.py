# SPDX-License-Identifier: Apache-2.0
"""The 212 classes of `libs/catalogue/cxas212.json`, in channel order, and the 20 superclasses."""
import json
from pathlib import Path

import numpy as np

_DATA = json.loads((Path(__file__).resolve().parents[2] / "libs" / "catalogue" / "cxas212.json").read_text(encoding="utf-8"))
CLASSES = _DATA["classes"]                                  # [{channel, id, name, kind, superclasses, codes}]
SUPERCLASSES = _DATA["superclasses"]
CHANNEL_OF = {row["id"]: row["channel"] for row in CLASSES}
ID_OF = {row["name"]: row["id"] for row in CLASSES}
K = len(CLASSES)


def membership():
    """float32 [20, 212]: 1 where a class belongs to a superclass."""
    out = np.zeros((len(SUPERCLASSES), K), np.float32)
    for row in CLASSES:
        for name in row["superclasses"]:
            out[SUPERCLASSES.index(name), row["channel"]] = 1
    return out


def channels(ids):
    return [CHANNEL_OF[i] for i in ids]
