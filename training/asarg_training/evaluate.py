# SPDX-License-Identifier: Apache-2.0
"""What the trainer itself measures on an exported bundle: calibration on val, controls, tags, overlap, the gate.

Tag thresholds come from the training films; the guidance strength is read off on val, and said so. Everything else about
reports (floors, intervals, p-values, the ablation) is measured through the running mesh by `asarg eval`.
"""
import numpy as np

from . import not_chest
from .catalogue import channels
from .metrics import bootstrap, label_matrix, score_reports
from .profile import rank_squash
from .settings import CLASS_IDS, CLASS_NAMES
from .train_segmenter import dice_scores, jsrt_holdout
from .train_views import REFUSE_ABOVE
from .train_vision import auc

MEASURED = channels(CLASS_IDS)

GUIDANCE = (0.0, 0.5, 1.0)


def calibrate(bundle, outputs, references, truth, labeler, strengths=GUIDANCE):
    """Tries guidance strengths on val. Returns (the best by micro-13, table)."""
    table, tags = [], bundle.tags(outputs["finding_tags"])
    for c in strengths:
        texts, _ = bundle.generate(outputs, tags, guidance=c)
        table.append({"guidance": c, **score_reports(texts, references, truth, labeler)})
        print(table[-1], flush=True)
    return max(table, key=lambda row: row["micro13"])["guidance"], table


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


def tag_scores(scores, truth_tags, names, tags, truth):
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
    ctr = np.array([cardiothoracic_ratio(m) for m in unpack(val_masks[:, MEASURED])])
    ok = np.isfinite(ctr)
    return {"jsrtHoldoutDice": {n: round(v, 4) for n, v in zip(CLASS_NAMES, jsrt)},
            "shenzhenHoldoutDice": {"right lung": round(lungs[0], 4), "left lung": round(lungs[1], 4)},
            "ctrPercentiles5_50_95": [round(float(v), 3) for v in np.percentile(ctr[ok], [5, 50, 95])] if ok.any() else None,
            "ctrUndefined": int((~ok).sum()), "ctrCardiomegalyAucVal": round(auc(ctr[ok], truth_cardiomegaly[ok]), 4)}


def _masks(bundle, images):
    """Bit-packed masks of the measured classes."""
    return np.concatenate([bundle.sessions["cxas"].run(["masks"], {"image": profile_256(i)})[0][:, MEASURED] for i in images])


def gate_scores(bundle, groups):
    """{name: uint8 [n,256,256]} -> {name: {films, refused, lateral}} shares of films at the gate's threshold."""
    out = {}
    for name, films in groups.items():
        views = np.concatenate([bundle.sessions["vision"].run(["view_scores"], {"image": rank_squash(f, 224, 224)[None]})[0] for f in films])
        out[name] = {"films": len(films), "refused": round(float((views[:, 2] > REFUSE_ABOVE).mean()), 4),
                     "lateral": round(float((views.argmax(1) == 1).mean()), 4)}
    return out


def drawn_groups(films, count, seed=999):
    """Fresh drawings of each kind that the gate learned to refuse; `films` give the fragments and turns."""
    rng = np.random.RandomState(seed)
    return {f"drawn: {kind.__name__}": np.stack([kind(rng, films) for _ in range(count)]) for kind in not_chest.KINDS}


def profile_256(image):
    return rank_squash(image, 256, 256)[None]


def cardiothoracic_ratio(masks):
    """Width of the heart over the width of both lungs, largest components; NaN when something is missing."""
    from .weak_masks import clean_mask
    heart, lungs = clean_mask(masks[2]), clean_mask(masks[3]) | clean_mask(masks[4])
    if not heart.any() or not masks[3].any() or not masks[4].any():
        return float("nan")
    width = lambda m: np.ptp(np.where(m.any(0))[0]) + 1
    return float(width(heart) / width(lungs))
