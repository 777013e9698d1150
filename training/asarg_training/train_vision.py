# SPDX-License-Identifier: Apache-2.0
"""Vision encoder: multi-label tags on IU frontals and laterals, at 128, 176 and then 224 px with two warm restarts."""
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from .augment import photometric, random_affine, warp
from .profile import area_matrix, rank_batch
from .resnet import Vision, pool_logits
from .runner import Average, Run, autocast, make_optimizer, update
from .tags import LABELS


@dataclass(frozen=True)
class Stage:
    """One round of training; each starts from the weights the one before left."""
    size: int                   # px
    rate: float                 # highest learning rate
    laterals: float = 0.25      # share of a batch
    labels: float = 1.0         # weight of the 14 labels in the loss, of a MeSH tag 1
    number: int = 0             # of the restart: other draws at the same size


# Under-fitted after the third (equal AUC on training films and on val), so it restarts twice, at last mostly on what reports need.
STAGES = {"vision-128": Stage(128, 1e-3), "vision-176": Stage(176, 8e-4), "vision-224": Stage(224, 5e-4),
          "vision-fine": Stage(224, 8e-4, number=1), "vision-long": Stage(224, 1e-3, laterals=0.125, labels=3, number=2)}


def run(settings, corpus, names, targets_of):
    """Trains (or restores) the encoder, one stage a size. `targets_of` = {uid: float32 [T]}."""
    model = Vision(settings.resnet, len(names))
    done = [stage for stage in STAGES if settings.checkpoint(stage).exists()]
    if done:
        model.load_state_dict(torch.load(settings.checkpoint(done[-1]), map_location="cpu", weights_only=True))
        torch.set_rng_state(torch.load(settings.checkpoint(f"{done[-1]}-random"), weights_only=True))    # as if never interrupted
    studies = [s for s in corpus.studies if s.split in ("train", "extra") and (s.findings or s.impression or s.mesh)]
    pools = [(corpus.frontal, *rows_of(studies, "images", targets_of)), (corpus.lateral, *rows_of(studies, "laterals", targets_of))]
    for stage in list(STAGES)[len(done):]:
        if STAGES[stage].number:
            torch.manual_seed(settings.seed + 1000 * (STAGES[stage].number - 1))
        model = train_stage(settings, stage, model, pools)
        torch.save({k: v.cpu() for k, v in model.state_dict().items()}, settings.checkpoint(stage))
        torch.save(torch.get_rng_state(), settings.checkpoint(f"{stage}-random"))
    return model.eval()


def rows_of(studies, view, targets_of):
    """(film indices [n], targets float32 [n, T]) of one view."""
    rows = [(i, targets_of[s.uid]) for s in studies for i in getattr(s, view)]
    return np.array([i for i, _ in rows]), np.stack([t for _, t in rows])


def train_stage(settings, stage, model, pools):
    """One size; returns the model with averaged weights."""
    plan, device = STAGES[stage], settings.device
    size = plan.size // (4 if settings.smoke else 1)
    model = model.to(device, memory_format=torch.channels_last).train()
    number = settings.seed + size + 1000 * plan.number
    rng, gen = np.random.RandomState(number), torch.Generator().manual_seed(number)
    optimizer, average, loop = make_optimizer(model, plan.rate, 0.05), Average(model), Run(settings, stage)
    batch = settings.batch["vision"]
    laterals = max(1, round(plan.laterals * batch))
    counts = (batch - laterals, laterals)
    draws = [epochs(rng, len(index), n) for (_, index, _), n in zip(pools, counts)]
    weight = torch.ones(pools[0][2].shape[1])
    weight[:LABELS] = plan.labels
    weight = (weight / weight.mean()).to(device)
    lateral = torch.cat([torch.zeros(counts[0]), torch.ones(counts[1])]).to(device)
    for step in loop:
        picks = [next(d) for d in draws]
        images = np.concatenate([films[index[p]] for (films, index, _), p in zip(pools, picks)])
        targets = np.concatenate([t[p] for (_, _, t), p in zip(pools, picks)])
        x = warp(torch.from_numpy(images).to(device).float()[:, None], random_affine(batch, 8, 0.12, 0.08, 0.06, gen), size)[:, 0]
        x = rank_batch(photometric(x, gen)).contiguous(memory_format=torch.channels_last)
        with autocast(device):
            _, maps = model(x)
        loss = F.binary_cross_entropy_with_logits(model.tag_logits(maps.float(), lateral), torch.from_numpy(targets).to(device), weight)
        loop.report(update(optimizer, model, loss, loop.progress))
        average.update(model, step)
    loop.save(settings)
    model.load_state_dict(average.state)
    return model


def epochs(rng, n, batch):
    """Endless index batches; every film once an epoch."""
    order = np.zeros(0, int)
    while True:
        while len(order) < batch:
            order = np.concatenate([order, rng.permutation(n)])
        yield order[:batch]
        order = order[batch:]


@torch.no_grad()
def extract(settings, model, images, thetas=None, size=224, batch=48):
    """uint8 [n,256,256] -> (patch tokens float16 [n,49,384], tag probabilities float32 [n,T])."""
    tokens, tags, model = [], [], model.to(settings.device, memory_format=torch.channels_last).eval()
    resize = torch.from_numpy(area_matrix(images.shape[1], size).astype(np.float32)).to(settings.device)
    for k in range(0, len(images), batch):
        x = torch.from_numpy(images[k:k + batch]).to(settings.device).float()
        x = resize @ x @ resize.T if thetas is None else warp(x[:, None], thetas[k:k + batch], size)[:, 0]
        with autocast(settings.device):
            features, maps = model(rank_batch(x).contiguous(memory_format=torch.channels_last))
        tokens.append(features.float().flatten(2).transpose(1, 2).half().cpu())
        tags.append(torch.sigmoid(pool_logits(maps.float())).cpu())
    return torch.cat(tokens).numpy(), torch.cat(tags).numpy()


def auc(scores, positive):
    """Area under the ROC curve by ranks; NaN with one class only."""
    n = positive.sum()
    if n == 0 or n == len(positive):
        return float("nan")
    from scipy.stats import rankdata
    ranks = rankdata(scores)
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(positive) - n)))
