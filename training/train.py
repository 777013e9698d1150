# SPDX-License-Identifier: Apache-2.0
"""Trains, exports and scores the compact bundle with one command (see README.md)."""
import argparse
import os
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
import numpy as np
import torch

from asarg_training import ablation, cards, evaluate, export, features, golden, tags, text, train_decoder, train_segmenter, train_views, train_vision, train_weak
from asarg_training.bundle import Bundle
from asarg_training.data import load_corpus
from asarg_training.labeler import Labeler
from asarg_training.metrics import label_matrix
from asarg_training.overlays import write_overlays
from asarg_training.segmenter import Segmenter
from asarg_training.settings import RELEASE, Settings, pick_device
from asarg_training.synthetic import synthetic_corpus

THREADS = 2     # fixed: the order of floating-point sums depends on it


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", type=Path, default=Path("../shared/data"))
    p.add_argument("--work", type=Path, help="checkpoints and caches; a run continues where it stopped")
    p.add_argument("--out", type=Path, help="bundle folder (models/compact)")
    p.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    p.add_argument("--effort", type=float, default=1.0, help="scales the steps of every stage; 0.02 checks the pipeline")
    p.add_argument("--films", type=int, metavar="N", help="use only N studies of each split and N films of each mask source (a check, not a training)")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--smoke", action="store_true", help="tiny sizes, two steps a stage, synthetic data, temporary folders")
    p.add_argument("--until", choices=["segmenter", "vision", "language", "specialists"], help="stop after this stage (a later run continues)")
    p.add_argument("--ablation", type=Path, metavar="DIR", help="after the bundle, train all variants and leave their reports in DIR")
    p.add_argument("--no-bundle", action="store_true", help="write no bundle; with --ablation, when the bundle is there already")
    p.add_argument("--seeds", type=int, default=3, help="seeds of the ablation")
    p.add_argument("--views", type=int, default=3, help="cached views of each film for the decoder")
    return p.parse_args()


def settings_of(args):
    if args.smoke:
        root = Path(tempfile.mkdtemp(prefix="asarg-smoke-"))
        args.work, args.out, args.views = args.work or root / "work", args.out or root / "bundle", 2
        tags.MIN_COUNT = 3
        return Settings(args.data, args.work, args.out, pick_device(args.device), seed=args.seed, smoke=True,
                        unet=(4, 6, 8, 10, 12), resnet=(8, 8, 16, 24), layers=2, intermediate=96,
                        vocabulary=400, batch={"vision": 4, "language": 4, "decoder": 4})
    assert args.work and args.out, "--work and --out are needed"
    return Settings(args.data, args.work, args.out, pick_device(args.device), args.effort, args.seed)


def main():
    args = arguments()
    s = settings_of(args)
    s.work.mkdir(parents=True, exist_ok=True)
    s.out.mkdir(parents=True, exist_ok=True)
    random.seed(s.seed), np.random.seed(s.seed), torch.manual_seed(s.seed)
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    started, labeler = time.time(), Labeler()
    corpus = synthetic_corpus(s.seed) if s.smoke else load_corpus(s.data, s.work)
    if args.films:
        corpus = corpus.first(args.films)
    reports = text_side(s, corpus, labeler)
    trained = train_all(s, args, corpus, reports)
    if not args.no_bundle:
        write_bundle(s, corpus, reports, labeler, trained)
    if args.ablation:
        run_ablation(s, args, corpus, reports, trained)
    print(f"done in {(time.time() - started) / 60:.1f} min: {s.out}")


def text_side(s, corpus, labeler):
    """Tags, cleaned texts, tokenizer: everything that needs no image."""
    everyone = corpus.studies
    names = tags.tag_names(corpus.studies, labeler.rules["labels"])
    target_of = dict(zip([x.uid for x in everyone], tags.tag_targets(everyone, names, labeler)))
    cleaned = {x.uid: text.clean_report(x.findings, labeler) for x in everyone}
    train = [x for x in corpus.split("train", "extra") if cleaned[x.uid]]
    corpus_texts = [t for x in corpus.studies if x.split != "val"
                    for t in (text.clean_report(x.findings, labeler), text.clean_report(x.impression, labeler)) if t]
    tokenizer = text.train_tokenizer(corpus_texts, s.vocabulary)
    s.vocabulary = tokenizer.get_vocab_size()
    print(f"{len(train)} training reports, {len(names)} tags, {len(corpus_texts)} texts, vocabulary {s.vocabulary}")
    return {"names": names, "target_of": target_of, "train": train, "texts": [cleaned[x.uid] for x in train],
            "corpus_texts": corpus_texts, "tokenizer": tokenizer, "val": [x for x in corpus.split("val") if x.findings.strip()]}


@dataclass
class Trained:
    """Every model of the release, and what the decoder learned from."""
    vision: object
    views: object
    weak: train_weak.Weak
    segmenter: Segmenter
    language: object
    data: train_decoder.Lessons
    fusion: object
    decoder: object


def train_all(s, args, corpus, r):
    unet = train_segmenter.run(s, corpus)
    write_overlays(s, unet, corpus, s.work / "overlays.png")
    stop_after(args, "segmenter")
    vision = train_vision.run(s, corpus, r["names"], r["target_of"])
    stop_after(args, "vision")
    language = train_decoder.run_language(s, r["tokenizer"], r["corpus_texts"])
    stop_after(args, "language")
    views = train_views.run(s, vision, *teaching_films(corpus))
    studies = [x for x in corpus.split("train", "extra") if x.findings or x.impression or x.mesh]
    weak = train_weak.run(s, unet, corpus.frontal[[x.images[0] for x in studies]], np.stack([r["target_of"][x.uid] for x in studies]), r["names"])
    segmenter = Segmenter(unet, weak.head, weak.kept, weak.cutoffs).eval()
    cached = features.compute(s, "train", vision, segmenter, corpus.frontal[[x.images[0] for x in r["train"]]], args.views)
    stop_after(args, "specialists")
    targets = np.stack([r["target_of"][x.uid] for x in r["train"]])
    targets[:, :14] = [[row[k] == 1 for k in r["names"][:14]] for row in map(Labeler().labels, r["texts"])]    # prompt = what the text says
    data = train_decoder.lessons(cached, targets, r["texts"], r["tokenizer"])
    first, decoder = train_decoder.run_stage_1(s, s.seed, language, data)
    fusion = train_decoder.run_stage_2(s, RELEASE, s.seed, first, decoder, data)
    return Trained(vision, views, weak, segmenter, language, data, fusion, decoder)


def teaching_films(corpus):
    """Frontal and lateral films of every study that is not in val."""
    studies = [x for x in corpus.studies if x.split != "val"]
    return corpus.frontal[[i for x in studies for i in x.images]], corpus.lateral[[i for x in studies for i in x.laterals]]


def run_ablation(s, args, corpus, r, t):
    val = r["val"]
    cached = features.compute(s, "val", t.vision, t.segmenter, corpus.frontal[[x.images[0] for x in val]], 1)
    targets = np.stack([r["target_of"][x.uid] for x in val])
    lessons = train_decoder.lessons(cached, targets, [text.clean_report(x.findings, Labeler()) or "none." for x in val], r["tokenizer"])
    train_targets = np.stack([r["target_of"][x.uid] for x in r["train"]])
    thresholds = tags.prompt_thresholds(t.data.features.scores.mean(0), train_targets)
    ablation.run(s, args.seeds, t.data, lessons, r["names"], thresholds, r["tokenizer"], t.language, [x.uid for x in val], args.ablation)


def stop_after(args, stage):
    if args.until == stage:
        raise SystemExit(f"stopped after {stage}, as asked")


def write_bundle(s, corpus, r, labeler, t):
    names = r["names"]
    parity = export.export_specialists(s, s.out, t.vision, t.views, t.segmenter, t.weak, names, {})
    held = lambda source, chosen: [n for n, c in zip(corpus.names[source], chosen) if c]
    export.write_holdout(s.out, held("jsrt", train_segmenter.jsrt_holdout(len(corpus.jsrt))), corpus.names["shenzhen"][-min(66, len(corpus.shenzhen)):])
    slot = {"thresholds": np.full(len(names), 0.5), "normal": tags.normal_prompt(names), "given": set(export.provenance(t.weak))}
    parity.update(export.export_fusion(s, s.out, t.fusion, t.decoder, r["tokenizer"], names, slot, {}, {}))
    print("parity (relative to max(1, max|x|)):", {k: f"{v:.1e}" for k, v in parity.items()})
    scores = evaluate_bundle(s, corpus, r, labeler, t)
    scores["parity"] = {k: float(f"{v:.2e}") for k, v in parity.items()}
    export.write_json(s.work / "scores.json", scores)
    cards.write_cards(s.out, scores)
    golden.write_golden(Bundle(s.out), s.out / "fusion" / "golden.json")


def evaluate_bundle(s, corpus, r, labeler, t):
    """Calibrates on val, writes thresholds and guidance into the manifest, returns all scores."""
    val, bundle = r["val"], Bundle(s.out)
    index = [x.images[0] for x in val]
    references, val_targets = [x.findings for x in val], np.stack([r["target_of"][x.uid] for x in val])
    truth = label_matrix(references, labeler)
    outputs = bundle.specialists(list(corpus.frontal[index]))
    train_targets = np.stack([r["target_of"][x.uid] for x in r["train"]])
    thresholds = tags.prompt_thresholds(t.data.features.scores.mean(0), train_targets)
    c, table = evaluate.calibrate(bundle, outputs, thresholds, references, truth, labeler, (1.0,) if s.smoke else evaluate.GUIDANCE)
    export.set_thresholds(s.out / "fusion", thresholds)
    export.patch_manifest(s.out / "fusion", generation={"guidance": c})
    bundle = Bundle(s.out)
    report, texts = evaluate.controls(bundle, outputs, references, truth, val_targets, labeler, s.seed)
    (s.work / "val-texts.txt").write_text("\n".join(f"{x.uid}\t{t}" for x, t in zip(val, texts)))
    val_tags = bundle.tags(outputs["finding_tags"])
    scores = {"studies": len(val), "guidance": c, "calibration": table, "report": report, "weak": t.weak.auc, "weakClasses": len(t.weak.kept),
              "vision": evaluate.tag_scores(outputs["finding_tags"], val_targets, r["names"], thresholds, val_tags, truth),
              "gate": evaluate.gate_scores(bundle, gate_groups(s, corpus, val)),
              "segmenter": evaluate.segmenter_scores(bundle, corpus, outputs["masks"], truth[:, 1])}
    export.patch_manifest(s.out / "vision", metrics={"val": {k: scores["vision"][k] for k in ("macroAuc", "tags")}})
    for folder in ("lvm-med", "cxas"):
        export.patch_manifest(s.out / folder, metrics=scores["segmenter"] if folder == "cxas" else {})
    export.patch_manifest(s.out / "fusion", metrics={"split": "IU val", "studies": len(val), "guidanceChosenOn": "val",
                                                     **{k.replace(" ", "_"): v for k, v in report.items()}})
    return scores


def gate_groups(s, corpus, val):
    """Films that the gate must let through (none of them taught it) and drawings that it must refuse."""
    films = corpus.frontal[[i for x in val for i in x.images]]
    return {"IU val, frontal": films, "IU val, lateral": corpus.lateral[[i for x in val for i in x.laterals]],
            "JSRT hold-out": corpus.jsrt[train_segmenter.jsrt_holdout(len(corpus.jsrt))], "Shenzhen hold-out": corpus.shenzhen[-min(66, len(corpus.shenzhen)):],
            **evaluate.drawn_groups(films, 2 if s.smoke else 50)}


if __name__ == "__main__":
    main()
