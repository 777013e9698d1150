# SPDX-License-Identifier: Apache-2.0
"""Scores of an exported bundle on `val`: reports, floors, controls, segmenter overlap.

The threshold factor of the tags and the guidance strength are read off on val, and said so.
"""
import numpy as np

from .metrics import bootstrap, label_matrix, score_reports
from .tags import quantile_thresholds
from .train_segmenter import dice_scores, jsrt_holdout
from .train_vision import auc

FACTORS = (1.15, 1.5, 2.0)
GUIDANCE = (0.5, 1.0, 1.5)
NORMAL_REPORT = ("the heart is normal in size. the mediastinum is unremarkable. the lungs are clear. there is no focal "
                 "consolidation. no pleural effusion or pneumothorax is seen. the bony structures are intact.")


def calibrate(bundle, outputs, train_scores, train_targets, references, truth, labeler, factors=FACTORS, strengths=GUIDANCE):
    """Tries factor x guidance on val by micro-13. Returns (best, table); best = (factor, thresholds, guidance)."""
    table, best = [], None
    for factor in factors:
        thresholds = quantile_thresholds(train_scores, train_targets, factor)
        tags = bundle.tags(outputs["finding_tags"], thresholds)
        for c in strengths:
            texts, _ = bundle.generate(outputs, tags, guidance=c)
            scores = score_reports(texts, references, truth, labeler)
            table.append({"factor": factor, "guidance": c, **scores})
            print(table[-1], flush=True)
            if best is None or scores["micro13"] > best[0]:
                best = (scores["micro13"], factor, thresholds, c)
    return best[1:], table


def controls(bundle, outputs, references, truth, true_tags, labeler, seed=0):
    """The bundle, the bundle on shuffled images, with oracle tags, and without single streams."""
    tags = bundle.tags(outputs["finding_tags"])
    order = np.random.RandomState(seed).permutation(len(tags))
    shuffled = {k: v[order] for k, v in outputs.items()}
    texts, _ = bundle.generate(outputs, tags)
    other, _ = bundle.generate(shuffled, tags[order])
    oracle, _ = bundle.generate(outputs, (true_tags >= 1).astype(np.float32))
    everything = ("vision", "lvm-med", "cxas", "finding-tags")
    out = {"model": score_reports(texts, references, truth, labeler), "shuffled": score_reports(other, references, truth, labeler),
           "oracle tags": score_reports(oracle, references, truth, labeler)}
    for gone in (("lvm-med", "cxas"), ("vision",), ("finding-tags",)):
        part, _ = bundle.generate(outputs, tags, guidance=0.0 if "finding-tags" in gone else None,
                                  use=tuple(s for s in everything if s not in gone))
        out["without " + " and ".join(gone)] = score_reports(part, references, truth, labeler)
    names = labeler.rules["labels"]
    predicted = label_matrix(texts, labeler)
    for key in ("micro13", "micro5"):
        out["model"][key + "Interval95"] = bootstrap(predicted, truth, names, key)
    abnormal = ~truth[:, names.index("No Finding")]
    pick = lambda rows: [r for r, a in zip(rows, abnormal) if a]
    out["model, not-normal studies"] = score_reports(pick(texts), pick(references), truth[abnormal], labeler)
    return out, texts


def floors(train_texts, train_images, train_tags, val_images, val_tags, references, truth, labeler):
    """Constant normal report, nearest training film by pixels (64x64), retrieval by predicted tags (idf-weighted)."""
    out = {"constant normal report": score_reports([NORMAL_REPORT] * len(references), references, truth, labeler)}
    small = lambda a: a.reshape(len(a), 64, 4, 64, 4).mean((2, 4)).reshape(len(a), -1)
    unit = lambda a: (a - a.mean(1, keepdims=True)) / (a.std(1, keepdims=True) + 1e-6)
    near = (unit(small(val_images)) @ unit(small(train_images)).T).argmax(1)
    out["nearest film by pixels"] = score_reports([train_texts[k] for k in near], references, truth, labeler)
    idf = np.log((1 + len(train_tags)) / (1 + train_tags.sum(0)))
    common = (val_tags * idf) @ train_tags.T
    size = (val_tags * idf).sum(1)[:, None] + (train_tags * idf).sum(1)[None]
    near = (2 * common / np.maximum(size, 1e-6)).argmax(1)
    out["retrieval by predicted tags"] = score_reports([train_texts[k] for k in near], references, truth, labeler)
    return out


def tag_scores(scores, truth_tags, names, thresholds, tags, truth):
    """AUC per tag with at least 5 val cases, and the F1 of the thresholded tags themselves."""
    per = {n: auc(scores[:, k], truth_tags[:, k] >= 1) for k, n in enumerate(names) if (truth_tags[:, k] >= 1).sum() >= 5}
    from .metrics import f1_scores
    f1 = f1_scores(tags[:, :14] > 0, truth, list(names[:14]))
    return {"macroAuc": round(float(np.mean(list(per.values()))), 4) if per else None,
            "auc": {n: round(v, 4) for n, v in per.items()}, "tags": {k: round(v, 4) for k, v in f1.items()}}


def segmenter_scores(bundle, corpus, val_masks, truth_cardiomegaly):
    """Dice of the exported segmenter on the JSRT hold-out and the last Shenzhen films; CTR against the reports."""
    unpack = lambda m: np.unpackbits(m, axis=-1, bitorder="little").reshape(*m.shape[:2], 256, 256).astype(bool)
    held = jsrt_holdout(len(corpus.jsrt))
    jsrt = dice_scores(unpack(_masks(bundle, corpus.jsrt[held])), corpus.jsrt_masks[held])
    rest = slice(-min(66, len(corpus.shenzhen)), None)
    lungs = dice_scores(unpack(_masks(bundle, corpus.shenzhen[rest]))[:, 3:], corpus.shenzhen_masks[rest])
    ctr = np.array([cardiothoracic_ratio(m) for m in unpack(val_masks)])
    ok = np.isfinite(ctr)
    return {"jsrtHoldoutDice": {n: round(v, 4) for n, v in zip(("clavicle left", "clavicle right", "heart", "right lung", "left lung"), jsrt)},
            "shenzhenHoldoutDice": {"right lung": round(lungs[0], 4), "left lung": round(lungs[1], 4)},
            "ctrPercentiles5_50_95": [round(float(v), 3) for v in np.percentile(ctr[ok], [5, 50, 95])] if ok.any() else None,
            "ctrUndefined": int((~ok).sum()), "ctrCardiomegalyAucVal": round(auc(ctr[ok], truth_cardiomegaly[ok]), 4)}


def _masks(bundle, images):
    return np.concatenate([bundle.sessions["cxas"].run(["masks"], {"image": profile_256(i)})[0] for i in images])


def profile_256(image):
    from .profile import rank_squash
    return rank_squash(image, 256, 256)[None]


def cardiothoracic_ratio(masks):
    """Width of the heart over the width of both lungs, largest components; NaN when something is missing."""
    from .weak_masks import clean_mask
    heart, lungs = clean_mask(masks[2]), clean_mask(masks[3]) | clean_mask(masks[4])
    if not heart.any() or not masks[3].any() or not masks[4].any():
        return float("nan")
    width = lambda m: np.ptp(np.where(m.any(0))[0]) + 1
    return float(width(heart) / width(lungs))
