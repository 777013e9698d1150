# SPDX-License-Identifier: Apache-2.0
"""Three passes of the segmenter: 128 px on measured masks, 128 px with IU pseudo-lungs, then 256 px."""
import numpy as np
import torch
import torch.nn.functional as F

from .augment import identity_affine, photometric, random_affine, warp
from .profile import rank_batch
from .runner import Average, Run, autocast, make_optimizer, update
from .settings import CLASS_IDS
from .unet import UNet
from .weak_masks import clean_mask, weak_targets

POSITIVE_WEIGHT = torch.tensor([6., 6., 1.5, 1., 1.]).view(1, 5, 1, 1)
MIN_LUNG_AREA = 0.04


def new_unet(settings):
    return UNet(settings.unet, len(CLASS_IDS))


def measured_pool(corpus):
    """{source: (images uint8 [n,256,256], targets uint8 [n,5,256,256], weights uint8)} without the hold-out."""
    jsrt = np.arange(len(corpus.jsrt)) % 5 != 4 if len(corpus.jsrt) < 100 else jsrt_train(len(corpus.jsrt))
    masks = corpus.jsrt_masks[jsrt]
    weights = np.ones_like(masks)
    missing = ~masks[:, :2].any((2, 3))
    weights[:, :2] &= ~missing[:, :, None, None]
    pool = {"jsrt": (corpus.jsrt[jsrt], masks, weights)}
    targets = [weak_targets(*m) for m in corpus.shenzhen_masks[:max(4, len(corpus.shenzhen) - 66)]]
    pool["shenzhen"] = (corpus.shenzhen[:len(targets)], np.stack([t for t, _ in targets]), np.stack([w for _, w in targets]))
    return pool


def jsrt_train(n):
    """Boolean selection of the 200 JSRT training films; the 47 others are the hold-out (fixed permutation)."""
    chosen = np.zeros(n, bool)
    chosen[np.random.RandomState(47).permutation(n)[:200]] = True
    return chosen


def jsrt_holdout(n):
    return ~jsrt_train(n) if n >= 100 else np.arange(n) % 5 == 4


def train_pass(settings, stage, unet, pool, mix, size, lr):
    """One pass. `mix` = {source: films per batch}; `size` = pixels. Returns the averaged weights' model."""
    rng, gen = np.random.RandomState(settings.seed + size + len(mix)), torch.Generator().manual_seed(settings.seed + size)
    device = settings.device
    unet = unet.to(device, memory_format=torch.channels_last).train()
    optimizer, average = make_optimizer(unet, lr, 0.01), Average(unet, 0.99)
    loop = Run(settings, stage)
    for step in loop:
        parts = []
        for source, count in mix.items():
            pick = rng.randint(0, len(pool[source][0]), count)
            parts.append([torch.from_numpy(a[pick]) for a in pool[source]])
        images, target, weight = (torch.cat([p[k] for p in parts]).to(device).float() for k in range(3))
        theta = random_affine(len(images), 10, 0.15, 0.12, 0.06, gen)
        x = rank_batch(photometric(warp(images[:, None], theta, size)[:, 0], gen))
        both = warp(torch.cat([target, weight], 1), theta, size, "nearest")
        target, weight = both[:, :5], both[:, 5:]
        with autocast(device):
            logits = unet(x.contiguous(memory_format=torch.channels_last)).float()
        average_loss = segmentation_loss(logits, target, weight)
        loop.report(update(optimizer, unet, average_loss, loop.progress))
        average.update(unet, step)
    unet.load_state_dict(average.state)
    return unet.eval()


def segmentation_loss(logits, target, weight):
    """Weighted BCE (only where known) + Dice on the channels known almost everywhere."""
    positive = torch.where(target > 0, POSITIVE_WEIGHT.to(logits), torch.ones_like(target))
    bce = F.binary_cross_entropy_with_logits(logits, target, weight * positive, reduction="sum") / weight.sum().clamp_min(1)
    p = torch.sigmoid(logits)
    known = (weight.mean((2, 3)) > 0.6) & (target.sum((2, 3)) > 0)
    dice = 1 - (2 * (p * target * weight).sum((2, 3)) + 1) / ((p * weight).sum((2, 3)) + (target * weight).sum((2, 3)) + 1)
    return bce + (dice * known).sum() / known.sum().clamp_min(1)


@torch.no_grad()
def predict(settings, unet, images, size, batch=24):
    """uint8 [n,256,256] -> probabilities float16 [n,5,size,size]."""
    out, unet = [], unet.to(settings.device, memory_format=torch.channels_last).eval()
    for k in range(0, len(images), batch):
        x = torch.from_numpy(images[k:k + batch]).to(settings.device).float()[:, None]
        x = rank_batch(F.adaptive_avg_pool2d(x, size)[:, 0])
        with autocast(settings.device):
            out.append(torch.sigmoid(unet(x.contiguous(memory_format=torch.channels_last)).float()).half().cpu())
    return torch.cat(out).numpy()


def pseudo_pool(settings, unet, images):
    """IU training films with pseudo-lungs (largest component, filled; films with a small lung rejected)."""
    probs = predict(settings, unet, images, 128)
    keep, targets, weights = [], [], []
    for k, p in enumerate(probs):
        right, left = (clean_mask(p[c] > 0.5) for c in (3, 4))
        if min(right.mean(), left.mean()) < MIN_LUNG_AREA:
            continue
        t, w = weak_targets(right, left)
        keep.append(k)
        targets.append(t)
        weights.append(w)
    if not keep:
        return None
    up = lambda a: np.repeat(np.repeat(np.stack(a), 2, 2), 2, 3)
    return images[keep], up(targets), up(weights)


def dice_scores(probs, masks):
    """Mean Dice per channel, float16 probs and bool masks [n, K, h, w]; films without the class are skipped."""
    out = []
    for c in range(masks.shape[1]):
        rows = [2 * (p & m).sum() / max(1, p.sum() + m.sum()) for p, m in zip(probs[:, c] > 0.5, masks[:, c]) if m.any()]
        out.append(float(np.mean(rows)) if rows else float("nan"))
    return out


def run(settings, corpus):
    """All passes, each resumable. Returns the trained U-Net."""
    unet, pool = new_unet(settings), measured_pool(corpus)
    side = 32 if settings.smoke else 128
    if not _restore(settings, "segmenter-1", unet):
        unet = train_pass(settings, "segmenter-1", unet, pool, {"jsrt": 12, "shenzhen": 12}, side, 3e-3)
        _save(settings, "segmenter-1", unet)
    if not settings.checkpoint("segmenter-256").exists():
        train_images = [s.images[0] for s in corpus.split("train")]
        chosen = np.random.RandomState(settings.seed).permutation(train_images)[:1200 if not settings.smoke else 6]
        pseudo = pseudo_pool(settings, unet, corpus.frontal[np.sort(chosen)])
        mix = {"jsrt": 12, "shenzhen": 6}
        if pseudo:
            pool["iu"], mix["iu"] = pseudo, 6
        if not _restore(settings, "segmenter-2", unet):
            with torch.random.fork_rng():       # so that a run resumed after this pass draws the same numbers later
                fresh = new_unet(settings)
            unet = train_pass(settings, "segmenter-2", fresh, pool, mix, side, 3e-3)
            _save(settings, "segmenter-2", unet)
        fine = {"jsrt": 3, **{k: 1 for k in mix if k != "jsrt"}}       # small batches: here the number of steps counts
        unet = train_pass(settings, "segmenter-256", unet, pool, fine, 2 * side, 1e-3)
        _save(settings, "segmenter-256", unet)
    _restore(settings, "segmenter-256", unet)
    return unet.eval()


def _restore(settings, stage, model):
    path = settings.checkpoint(stage)
    if path.exists():
        model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return path.exists()


def _save(settings, stage, model):
    torch.save({k: v.cpu() for k, v in model.state_dict().items()}, settings.checkpoint(stage))
