# SPDX-License-Identifier: Apache-2.0
"""The paper's ablation: every variant, several seeds, with and without tag prompt and guidance; leaves texts and curves.

`runs.json` and one `.jsonl` of reports a run are what `asarg eval ablation` scores: no figure is computed here. It is
rewritten after every run, so that a table can be made of what is there.
"""
import json

import numpy as np

from . import train_decoder
from .export import write_json
from .fusion import CLASSES, VARIANTS
from .generate import STREAMS, Views, write_reports
from .settings import RELEASE
from .tags import normal_prompt, predict_tags

GUIDANCE = 0.5      # the same for all
TRAINED_WITHOUT = {"cxas": "features", "lvm-med+cxas": "vision"}      # streams removed from RELEASE -> the variant that never had them
LADDER = ("vision", "features", "maps-20", "maps-212")      # the paper's claim; the other variants are its operators


def run(settings, seeds, data, val, names, thresholds, tokenizer, language, uids, folder):
    """`data`, `val` = train_decoder.Lessons of the training and (texts unused) the val studies; writes `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tags, normal = predict_tags(val.features.scores[0], thresholds, names), np.array(normal_prompt(names), np.float32)
    runs, others = [], [v for v in VARIANTS if v not in LADDER]
    first, decoder = train_decoder.run_stage_1(settings, settings.seed, language, data)
    for variants in (LADDER, others):
        for seed in range(seeds):
            for variant in variants:
                fusion = train_decoder.run_stage_2(settings, variant, seed, first, decoder, data)
                pooled, given = val.maps[212 if fusion.k == 212 else 20]
                views = Views(val.features.tokens[0], val.features.latent, pooled, given)
                for mode, removed in jobs_of(variant):
                    path = folder / ("-".join([variant, f"s{seed}", mode.replace("+", "-"), *(["without", removed.replace("+", "-")] if removed else [])]) + ".jsonl")
                    if not path.exists():
                        texts = reports_of(settings, fusion, decoder, tokenizer, views, tags, normal, mode, removed)
                        path.write_text("".join(json.dumps({"id": u, "text": t}) + "\n" for u, t in zip(uids, texts)), encoding="utf-8")
                    print(f"reports of {path.stem}", flush=True)
                    loss = json.loads((settings.work / f"{variant}-s{seed}-loss.json").read_text())
                    runs.append({"variant": variant, "label": VARIANTS[variant], "classes": CLASSES.get(variant), "seed": seed, "mode": mode,
                                 "removed": removed, "reports": path.name, "loss": loss})
                    write_json(folder / "runs.json", {"split": "val", "baseline": "vision", "trainedWithout": TRAINED_WITHOUT, "runs": runs, "notes": notes(settings)})


def jobs_of(variant):
    """(mode, stream removed at inference) of each set of reports."""
    whole = [("tags+guidance", None), ("tags", None), ("plain", None)]
    return whole + [("tags+guidance", gone) for gone in (*STREAMS, "lvm-med+cxas")] if variant == RELEASE else whole


def reports_of(settings, fusion, decoder, tokenizer, views, tags, normal, mode, removed):
    """Texts of one set; without tags there is nothing for guidance to contrast with."""
    gone = {*(removed or "").split("+"), "finding-tags" if mode == "plain" else None}
    use = tuple(s for s in STREAMS if s not in gone)
    return write_reports(settings, fusion, decoder, tokenizer, views, tags, normal, GUIDANCE if mode == "tags+guidance" and "finding-tags" in use else 0.0, use)


def notes(settings):
    return [f"Stage 1: {settings.steps('stage-1')} steps of {settings.batch['decoder']} reports, everything trainable, vision and tags. "
            f"Stage 2: {settings.steps('stage-2')} steps, projector only, segmentation parameters freshly initialised.",
            f"Greedy decoding, guidance {GUIDANCE} and the same tag thresholds (quantiles of the training films) for all variants. That rule and that strength were "
            "chosen on val with the released variant; nothing was tuned for any other.",
            "A seed is one of stage 2: fresh segmentation parameters and another order of the reports. The specialists and stage 1 are shared, "
            "so the spread between seeds says nothing of those."]
