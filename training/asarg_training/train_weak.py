# SPDX-License-Identifier: Apache-2.0
"""Trains the weak head on frozen U-Net features, and decides on out-of-fold scores which classes it may claim."""
import json
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from tqdm import tqdm

from .layers import fold_norms
from .profile import area_matrix, rank_batch
from .runner import Average, Run, autocast, make_optimizer, update
from .train_vision import auc
from .weak import TAGS, WEAK_CLASSES, WeakHead, pool

FOLDS = 3
LEAST_AUC = 0.70        # out of fold, on the training studies: below it a class stays untrained
LEAST_POSITIVES = 25
CUT_FACTOR = 1.5        # share of films with the class seen, over its prevalence


@dataclass
class Weak:
    head: WeakHead
    kept: list            # indices into WEAK_CLASSES
    cutoffs: list         # image-level thresholds of `kept`
    auc: dict             # tag -> out-of-fold AUC


def run(settings, unet, images, targets, names):
    """uint8 [n,256,256], targets float32 [n, T] over `names` -> Weak (restored if a checkpoint exists)."""
    path, head = settings.checkpoint("weak"), new_head(settings)
    if path.exists():
        state = torch.load(path, map_location="cpu", weights_only=True)
        head.load_state_dict(state["head"])
        return Weak(head.eval(), state["kept"], state["cutoffs"], state["auc"])
    known = [t for t in TAGS if t in names]
    wanted = np.stack([targets[:, names.index(t)] if t in names else np.zeros(len(targets), np.float32) for t in TAGS], 1)
    gathered = gather(settings, unet, images)
    fold = np.random.RandomState(settings.seed).permutation(len(images)) % FOLDS
    scores = np.zeros_like(wanted)
    for k in range(FOLDS):
        part = fit(settings, new_head(settings), gathered, wanted, np.where(fold != k)[0], f" fold {k + 1}")
        scores[fold == k] = predict(settings, part, gathered, np.where(fold == k)[0])
    head = fit(settings, head, gathered, wanted, np.arange(len(images)), "")
    positive = wanted >= 1
    aucs = {t: auc(scores[:, k], positive[:, k]) for k, t in enumerate(TAGS) if t in known and positive[:, k].sum() >= (2 if settings.smoke else LEAST_POSITIVES)}
    kept = [k for k, c in enumerate(WEAK_CLASSES) if aucs.get(c.tag, float("nan")) >= (0 if settings.smoke else LEAST_AUC)]
    cutoffs = [float(np.quantile(scores[:, TAGS.index(WEAK_CLASSES[k].tag)], 1 - min(0.9, CUT_FACTOR * positive[:, TAGS.index(WEAK_CLASSES[k].tag)].mean()))) for k in kept]
    result = Weak(head, kept, cutoffs, {t: round(v, 4) for t, v in aucs.items()})
    torch.save({"head": head.state_dict(), "kept": kept, "cutoffs": cutoffs, "auc": result.auc}, path)
    (settings.work / "weak.json").write_text(json.dumps({"auc": result.auc, "kept": [WEAK_CLASSES[k].id for k in kept]}))
    return result


def new_head(settings):
    torch.manual_seed(settings.seed + 11)
    return WeakHead(settings.unet, 5)


@torch.no_grad()
def gather(settings, unet, images, size=256, batch=16):
    """Frozen features float16 [n, C, 16, 16]."""
    import copy
    out, unet = [], fold_norms(copy.deepcopy(unet).to(settings.device, memory_format=torch.channels_last).eval())
    resize = torch.from_numpy(area_matrix(images.shape[1], size).astype(np.float32)).to(settings.device)
    for k in tqdm(range(0, len(images), batch), desc="weak: features", mininterval=10):
        x = torch.from_numpy(images[k:k + batch]).to(settings.device).float()
        with autocast(settings.device):
            maps = unet.encoder(rank_batch(resize @ x @ resize.T).contiguous(memory_format=torch.channels_last))
            masks = torch.sigmoid(unet.decode(maps).float())
            out.append(WeakHead.gather([m.float() for m in maps], masks).half().cpu())
    return torch.cat(out)


def fit(settings, head, gathered, wanted, rows, note):
    rng, head = np.random.RandomState(settings.seed + 5), head.to(settings.device).train()
    optimizer, average, loop = make_optimizer(head, 1.5e-3, 0.05), Average(head, 0.98), Run(settings, "weak", note)
    for step in loop:
        pick = rng.choice(rows, min(64, len(rows)), replace=False)
        x = gathered[pick].to(settings.device).float()
        shift = (int(rng.randint(-1, 2)), int(rng.randint(-1, 2)))
        x = torch.roll(x, shift, (2, 3)) * (0.9 + 0.2 * torch.from_numpy(rng.rand(len(pick), 1, 1, 1).astype(np.float32)).to(x))
        loss = F.binary_cross_entropy_with_logits(pool(head.logits(x)), torch.from_numpy(wanted[pick]).to(x))
        loop.report(update(optimizer, head, loss, loop.progress))
        average.update(head, step)
    head.load_state_dict(average.state)
    return head.eval()


@torch.no_grad()
def predict(settings, head, gathered, rows, batch=128):
    parts = [torch.sigmoid(pool(head.logits(gathered[rows[k:k + batch]].to(settings.device).float()))) for k in range(0, len(rows), batch)]
    return torch.cat(parts).cpu().numpy()
