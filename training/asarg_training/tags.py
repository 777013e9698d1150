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


SILENT_BELOW = 0.2      # a label whose best F1 on the training films is lower is never on: it would mostly be wrong
LABELS = 14             # the first tags are the labels; MeSH tags follow
MESH_FACTOR = 1.5       # share of films with a MeSH tag on, over its training prevalence


def prompt_thresholds(scores, targets):
    """One threshold a tag, from training films; above 1 means never on.

    Labels take the best F1; MeSH tags a quantile, because the decoder leans on them and silence costs it more than
    errors do. `scores` [n, T] should be means over augmented views: less flattering than those of the clean film.
    """
    best = [best_f1_threshold(scores[:, k], targets[:, k] >= 1) for k in range(LABELS)]
    share = np.clip((targets >= 1).mean(0) * MESH_FACTOR, 0, 0.95)
    rest = [np.quantile(scores[:, k], 1 - share[k]) if share[k] > 0 else 1.01 for k in range(LABELS, scores.shape[1])]
    return np.array(best + rest)


def best_f1_threshold(scores, positive):
    """The score [n] that separates `positive` [n] with the best F1, or 1.01 where that is below SILENT_BELOW."""
    order = np.argsort(-scores, kind="stable")
    f1 = 2 * np.cumsum(positive[order]) / (np.arange(1, len(order) + 1) + positive.sum())
    low, high = max(1, int(0.5 * positive.sum())), min(len(order) - 1, int(3 * positive.sum()))
    if high <= low or f1[low:high].max() < SILENT_BELOW:
        return 1.01
    last = low + f1[low:high].argmax()
    return (scores[order[last]] + scores[order[last + 1]]) / 2      # `predict_tags` takes what is above


def predict_tags(scores, thresholds, names):
    """Scores [n, T] -> 0/1 [n, T]; No Finding and mesh/normal go off when another of the 13 labels is on."""
    tags = (scores > thresholds).astype(np.float32)
    abnormal = tags[:, :13].any(1)
    for k, name in enumerate(names):
        if name in ("No Finding", "mesh/normal"):
            tags[abnormal, k] = 0
    return tags
