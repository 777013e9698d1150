# SPDX-License-Identifier: Apache-2.0
"""Finding tags of a study: the 14 CheXpert-lite labels, then MeSH heads, attributes and sided heads."""
from collections import Counter

import numpy as np

SIDES = ("left", "right", "bilateral")
MIN_COUNT = 25


def mesh_tags(entries):
    """MeSH entries ("Opacity/lung/base/left") -> tag names: head, :attribute and head:side."""
    tags = set()
    for entry in entries:
        head, *attributes = [p.strip() for p in entry.split("/")]
        tags.add(f"mesh/{head.lower()}")
        for attribute in (a.lower() for a in attributes):
            tags.add(f"mesh/:{attribute}")
            if attribute in SIDES:
                tags.add(f"mesh/{head.lower()}:{attribute}")
    return tags


def tag_names(studies, labels):
    """The 14 labels first, then MeSH tags that at least MIN_COUNT training studies carry."""
    counts = Counter(t for s in studies if s.split == "train" for t in mesh_tags(s.mesh))
    useless = {"mesh/no indexing", "mesh/technical quality of image unsatisfactory"}
    return list(labels) + sorted(t for t, n in counts.items() if n >= MIN_COUNT and t not in useless)


def tag_targets(studies, names, labeler):
    """float32 [n, T] in {0, 0.5 (uncertain), 1}, from findings + impression and MeSH."""
    out = np.zeros((len(studies), len(names)), np.float32)
    for row, s in zip(out, studies):
        labels = labeler.labels(f"{s.findings}. {s.impression}")
        mesh = mesh_tags(s.mesh)
        for k, name in enumerate(names):
            if name in labels:
                row[k] = {1: 1.0, -1: 0.5}.get(labels[name], 0.0)
            else:
                row[k] = float(name in mesh)
    return out


def normal_prompt(names):
    """Multi-hot [T] of the 'normal' prompt that guidance contrasts with."""
    return [int(n in ("No Finding", "mesh/normal")) for n in names]


LABELS = 14             # the first tags are the labels; MeSH tags follow
SHARE = 1.5             # of the films a tag is on, over its training prevalence: what is missed costs more than what is added


def prompt_thresholds(scores, targets):
    """One threshold a tag, from training films: the quantile that turns it on for SHARE times its prevalence; above 1 means never.

    `scores` [n, T] should be means over augmented views: less flattering than those of the clean film. Thresholds of best F1
    on the training films were worse on val: the encoder knows these films too well by then.
    """
    share = np.clip((targets >= 1).mean(0) * SHARE, 0, 0.95)
    return np.array([np.quantile(scores[:, k], 1 - s) if s > 0 else 1.01 for k, s in enumerate(share)])


def predict_tags(scores, thresholds, names):
    """Scores [n, T] -> 0/1 [n, T]; No Finding and mesh/normal go off when another of the 13 labels is on."""
    tags = (scores > thresholds).astype(np.float32)
    abnormal = tags[:, :13].any(1)
    for k, name in enumerate(names):
        if name in ("No Finding", "mesh/normal"):
            tags[abnormal, k] = 0
    return tags
