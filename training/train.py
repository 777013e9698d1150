# SPDX-License-Identifier: Apache-2.0
"""Trains, exports and scores the compact bundle with one command (see README.md)."""
import argparse
import os
import random
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
import numpy as np
import torch

from asarg_training import ablation, features, tags, text, train_decoder
from asarg_training.data import load_corpus
from asarg_training.labeler import Labeler
from asarg_training.release import write_bundle
from asarg_training.settings import Settings, pick_device
from asarg_training.stages import train_all
from asarg_training.synthetic import synthetic_corpus
from asarg_training.text_side import text_side

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
    trained = train_all(s, corpus, reports, labeler, args.views, args.until)
    if not args.no_bundle:
        write_bundle(s, corpus, reports, labeler, trained)
    if args.ablation:
        run_ablation(s, args, corpus, reports, trained, labeler)
    print(f"done in {(time.time() - started) / 60:.1f} min: {s.out}")


def run_ablation(s, args, corpus, r, t, labeler):
    val = r.val
    cached = features.compute(s, "val", t.vision, t.segmenter, corpus.frontal[[x.images[0] for x in val]], 1)
    targets = np.stack([r.target_of[x.uid] for x in val])
    lessons = train_decoder.lessons(cached, targets, [text.clean_report(x.findings, labeler) or "none." for x in val], r.tokenizer, labeler)
    ablation.run(s, args.seeds, t.data, lessons, r.names, t.thresholds, r.tokenizer, t.language, [x.uid for x in val], args.ablation)


if __name__ == "__main__":
    main()
