# SPDX-License-Identifier: Apache-2.0
"""All stages in order, each restored from its checkpoint if there is one."""
from dataclasses import dataclass

import numpy as np

from . import features, tags, train_decoder, train_segmenter, train_views, train_vision, train_weak
from .overlays import write_overlays
from .segmenter import Segmenter
from .settings import RELEASE


@dataclass
class Trained:
    """Every model of the release, and what the decoder learned from."""
    vision: object
    views: object
    weak: train_weak.Weak
    segmenter: Segmenter
    language: tuple       # (TagPrompt, Decoder) of the warm start
    thresholds: np.ndarray      # [T], of the tags that prompt a report
    data: train_decoder.Lessons
    fusion: object
    decoder: object


def train_all(s, corpus, r, labeler, views, until=None):
    """Trains or restores every stage; `until` names the one to stop after (SystemExit)."""
    unet = train_segmenter.run(s, corpus)
    write_overlays(s, unet, corpus, s.work / "overlays.png")
    stop_after(until, "segmenter")
    vision = train_vision.run(s, corpus, r.names, r.target_of)
    stop_after(until, "vision")
    language = train_decoder.run_language(s, r.writing)
    stop_after(until, "language")
    gate = train_views.run(s, vision, *teaching_films(corpus))
    studies = [x for x in corpus.split("train", "extra") if x.findings or x.impression or x.mesh]
    weak = train_weak.run(s, unet, corpus.frontal[[x.images[0] for x in studies]], np.stack([r.target_of[x.uid] for x in studies]), r.names)
    segmenter = Segmenter(unet, weak.head, weak.kept, weak.cutoffs).eval()
    cached = features.compute(s, "train", vision, segmenter, corpus.frontal[[x.images[0] for x in r.train]], views)
    stop_after(until, "specialists")
    thresholds = tags.prompt_thresholds(cached.scores.mean(0), np.stack([r.target_of[x.uid] for x in r.train]))
    data = train_decoder.lessons(cached, r.prompts, r.texts, r.tokenizer, labeler)
    first, decoder = train_decoder.run_stage_1(s, s.seed, language, data)
    fusion = train_decoder.run_stage_2(s, RELEASE, s.seed, first, decoder, data)
    return Trained(vision, gate, weak, segmenter, language, thresholds, data, fusion, decoder)


def teaching_films(corpus):
    """Frontal and lateral films of every study that is not in val."""
    studies = [x for x in corpus.studies if x.split != "val"]
    return corpus.frontal[[i for x in studies for i in x.images]], corpus.lateral[[i for x in studies for i in x.laterals]]


def stop_after(until, stage):
    if until == stage:
        raise SystemExit(f"stopped after {stage}, as asked")
