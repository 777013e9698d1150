# SPDX-License-Identifier: Apache-2.0
"""Trains, exports and scores the compact bundle with one command (see README.md)."""
import argparse
import os
import random
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
import numpy as np
import torch

from asarg_training import cards, evaluate, export, features, golden, tags, text, train_decoder, train_segmenter, train_vision
from asarg_training.bundle import Bundle
from asarg_training.data import load_corpus
from asarg_training.decoder import Decoder
from asarg_training.labeler import Labeler
from asarg_training.overlays import write_overlays
from asarg_training.resnet import Vision
from asarg_training.settings import Settings, pick_device
from asarg_training.synthetic import synthetic_corpus


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", type=Path, default=Path("../shared/data"))
    p.add_argument("--work", type=Path, help="checkpoints and caches; a run continues where it stopped")
    p.add_argument("--out", type=Path, help="bundle folder (models/compact)")
    p.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    p.add_argument("--minutes", type=float, default=60, help="total training time that the stages share")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--smoke", action="store_true", help="tiny sizes, two steps a stage, synthetic data, temporary folders")
    p.add_argument("--draft", action="store_true", help="export now: finished stages as they are, the others untrained, no scores")
    p.add_argument("--until", choices=["segmenter", "vision", "language"], help="stop after this stage (a later run continues)")
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
    return Settings(args.data, args.work, args.out, pick_device(args.device), args.minutes, args.seed)


def main():
    args = arguments()
    s = settings_of(args)
    s.work.mkdir(parents=True, exist_ok=True)
    s.out.mkdir(parents=True, exist_ok=True)
    random.seed(s.seed), np.random.seed(s.seed), torch.manual_seed(s.seed)
    torch.set_num_threads(min(os.cpu_count() or 1, 16))
    started, labeler = time.time(), Labeler()
    corpus = synthetic_corpus(s.seed) if s.smoke else load_corpus(s.data, s.work)
    reports = text_side(s, corpus, labeler)
    models = draft_models(s, reports) if args.draft else train_all(s, args, corpus, reports)
    write_bundle(s, args, corpus, reports, labeler, *models)
    print(f"done in {(time.time() - started) / 60:.1f} min: {s.out}")


def text_side(s, corpus, labeler):
    """Tags, cleaned texts, tokenizer: everything that needs no image."""
    everyone = corpus.split("train", "extra", "val")
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


def train_all(s, args, corpus, r):
    unet = train_segmenter.run(s, corpus)
    write_overlays(s, unet, corpus, s.work / "overlays.png")
    stop_after(args, "segmenter")
    vision = train_vision.run(s, corpus, r["names"], r["target_of"])
    stop_after(args, "vision")
    decoder = train_decoder.run_language(s, r["tokenizer"], r["corpus_texts"])
    stop_after(args, "language")
    images = corpus.frontal[[x.images[0] for x in r["train"]]]
    cached = features.compute(s, "train", vision, unet, images, args.views)
    targets = np.stack([r["target_of"][x.uid] for x in r["train"]])
    targets[:, :14] = [[row[k] == 1 for k in r["names"][:14]] for row in map(Labeler().labels, r["texts"])]    # prompt = what the text says
    fusion, decoder = train_decoder.run_decoder(s, decoder, cached, targets, r["texts"], r["tokenizer"])
    return unet, vision, fusion, decoder, cached


def stop_after(args, stage):
    if args.until == stage:
        raise SystemExit(f"stopped after {stage}, as asked")


def draft_models(s, r):
    """Models with whatever is trained so far, for people who need the shapes early."""
    unet, vision, decoder = train_segmenter.new_unet(s), Vision(s.resnet, len(r["names"])), Decoder(s)
    fusion = train_decoder.new_fusion(s, len(r["names"]), len(train_segmenter.CLASS_IDS))
    for stage, model in (("segmenter-2", unet), ("segmenter-256", unet), ("vision-partial", vision), ("vision", vision), ("language", decoder)):
        if s.checkpoint(stage).exists():
            model.load_state_dict(torch.load(s.checkpoint(stage), map_location="cpu", weights_only=True))
    return unet, vision, fusion, decoder, None


def write_bundle(s, args, corpus, r, labeler, unet, vision, fusion, decoder, cached):
    names, normal = r["names"], tags.normal_prompt(r["names"])
    parity = export.export_specialists(s, s.out, vision, unet, names, {})
    slot = {"thresholds": np.full(len(names), 0.5), "normal": normal}
    parity.update(export.export_fusion(s, s.out, fusion, decoder, r["tokenizer"], names, slot, {}, {}))
    print("parity (relative to max(1, max|x|)):", {k: f"{v:.1e}" for k, v in parity.items()})
    if not args.draft:
        scores = evaluate_bundle(s, corpus, r, labeler, cached)
        scores["parity"] = {k: float(f"{v:.2e}") for k, v in parity.items()}
        export.write_json(s.work / "scores.json", scores)
        cards.write_cards(s.out, scores, r)
    golden.write_golden(Bundle(s.out), s.out / "fusion" / "golden.json")


def evaluate_bundle(s, corpus, r, labeler, cached):
    """Calibrates on val, writes thresholds and guidance into the manifest, returns all scores."""
    from asarg_training.metrics import label_matrix
    val, bundle = r["val"], Bundle(s.out)
    index = [x.images[0] for x in val]
    references, val_targets = [x.findings for x in val], np.stack([r["target_of"][x.uid] for x in val])
    truth = label_matrix(references, labeler)
    outputs = bundle.specialists(list(corpus.frontal[index]))
    train_targets = np.stack([r["target_of"][x.uid] for x in r["train"]])
    grid = ((1.5,), (1.0,)) if s.smoke else (evaluate.FACTORS, evaluate.GUIDANCE)
    (factor, thresholds, c), table = evaluate.calibrate(bundle, outputs, cached.scores[0], train_targets, references, truth, labeler, *grid)
    export.set_thresholds(s.out / "fusion", thresholds)
    export.patch_manifest(s.out / "fusion", generation={"guidance": c})
    bundle = Bundle(s.out)
    report, texts = evaluate.controls(bundle, outputs, references, truth, val_targets, labeler, s.seed)
    (s.work / "val-texts.txt").write_text("\n".join(f"{x.uid}\t{t}" for x, t in zip(val, texts)))
    val_tags = bundle.tags(outputs["finding_tags"])
    floor = evaluate.floors(r["texts"], corpus.frontal[[x.images[0] for x in r["train"]]], (train_targets >= 1).astype(np.float32),
                            corpus.frontal[index], val_tags, references, truth, labeler)
    scores = {"studies": len(val), "factor": factor, "guidance": c, "calibration": table, "report": report, "floors": floor,
              "vision": evaluate.tag_scores(outputs["finding_tags"], val_targets, r["names"], thresholds, val_tags, truth),
              "segmenter": evaluate.segmenter_scores(bundle, corpus, outputs["masks"], truth[:, 1])}
    export.patch_manifest(s.out / "vision", metrics={"val": {k: scores["vision"][k] for k in ("macroAuc", "tags")}})
    for folder in ("lvm-med", "cxas"):
        export.patch_manifest(s.out / folder, metrics=scores["segmenter"] if folder == "cxas" else {})
    export.patch_manifest(s.out / "fusion", metrics={"split": "IU val", "studies": len(val), "thresholdFactor": factor, "chosenOn": "val",
                                                     **{k.replace(" ", "_"): v for k, v in report.items()}, "floors": floor})
    return scores


if __name__ == "__main__":
    main()
