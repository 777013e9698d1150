# SPDX-License-Identifier: Apache-2.0
"""The paper's ablation: every variant, several seeds, with and without tag prompt and guidance; leaves texts and curves.

`runs.json` and one `.jsonl` of reports a run are what `asarg eval ablation` scores: no figure is computed here.
"""
import json

import numpy as np

from . import train_decoder
from .export import write_json
from .fusion import CLASSES, VARIANTS
from .settings import RELEASE
from .generate import STREAMS, Views, write_reports
from .tags import normal_prompt, predict_tags

GUIDANCE, FACTOR = 1.0, 1.5     # guidance and threshold factor: the same for all, tuned on none


def run(settings, seeds, data, val, names, thresholds, tokenizer, language, uids, folder):
    """`data`, `val` = train_decoder.Lessons of the training and (texts unused) the val studies; writes `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tags, normal, runs = predict_tags(val.features.scores[0], thresholds, names), np.array(normal_prompt(names), np.float32), []
    plain = tuple(s for s in STREAMS if s != "finding-tags")
    for seed in range(seeds):
        first, decoder = train_decoder.run_stage_1(settings, seed, language, data)
        for variant in VARIANTS:
            fusion = train_decoder.run_stage_2(settings, variant, seed, first, decoder, data)
            pooled, given = val.maps[212 if fusion.k == 212 else 20]
            views = Views(val.features.tokens[0], val.features.latent, pooled, given)
            jobs = [("tags+guidance", None, STREAMS, GUIDANCE), ("plain", None, plain, 0.0)]
            if variant == RELEASE:
                jobs += [("tags+guidance", gone, tuple(s for s in STREAMS if s != gone), GUIDANCE if gone != "finding-tags" else 0.0) for gone in STREAMS]
            for mode, removed, use, c in jobs:
                name = "-".join([variant, f"s{seed}", mode.replace("+", "-"), *(["without", removed] if removed else [])])
                path = folder / f"{name}.jsonl"
                if not path.exists():
                    texts = write_reports(settings, fusion, decoder, tokenizer, views, tags, normal, c, use)
                    path.write_text("".join(json.dumps({"id": u, "text": t}) + "\n" for u, t in zip(uids, texts)), encoding="utf-8")
                print(f"reports of {name}", flush=True)
                runs.append({"variant": variant, "label": VARIANTS[variant], "classes": CLASSES.get(variant), "seed": seed, "mode": mode, "removed": removed,
                             "reports": path.name, "loss": json.loads((settings.work / f"{variant}-s{seed}-loss.json").read_text())})
    write_json(folder / "runs.json", {"split": "val", "baseline": "vision", "runs": runs, "notes": notes(settings)})


def notes(settings):
    return [f"Stage 1: {settings.steps('stage-1')} steps of {settings.batch['decoder']} reports, everything trainable, vision and tags. "
            f"Stage 2: {settings.steps('stage-2')} steps, projector only, segmentation parameters freshly initialised.",
            f"Greedy decoding, guidance {GUIDANCE} and tag thresholds at {FACTOR} times the training prevalence for all variants; nothing was tuned for any of them.",
            "Specialists, tokenizer and the language warm start are shared by the seeds; fusion and decoder are not."]
