# SPDX-License-Identifier: Apache-2.0
"""Vision encoder: multi-label tags on IU frontals; first at 160 px (twice as many epochs), then at 224 px."""
import json

import numpy as np
import torch
import torch.nn.functional as F

from .augment import photometric, random_affine, warp
from .profile import rank_batch
from .resnet import Vision, pool_logits
from .runner import Average, Budget, autocast, make_optimizer, update

LOW_SHARE = 0.5     # of the budget at 160 px


def run(settings, corpus, names, targets_of):
    """Trains (or restores) the encoder. `targets_of` = {uid: float32 [T]}."""
    model = Vision(settings.resnet, len(names))
    path = settings.checkpoint("vision")
    if path.exists():
        model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        return model.eval()
    device = settings.device
    model = model.to(device, memory_format=torch.channels_last).train()
    studies = corpus.split("train", "extra")
    rows = [(i, targets_of[s.uid]) for s in studies if s.findings or s.impression or s.mesh for i in s.images]
    index, targets = np.array([i for i, _ in rows]), np.stack([t for _, t in rows])
    rng, gen = np.random.RandomState(settings.seed), torch.Generator().manual_seed(settings.seed)
    optimizer, average = make_optimizer(model, 1e-3, 0.05), Average(model)
    order, batch = rng.permutation(len(index)), min(settings.batch["vision"], len(index))
    budget, cursor, log = Budget(settings, "vision"), 0, {}
    sizes = (64, 64) if settings.smoke else (160, 224)
    for step in budget:
        if cursor + batch > len(order):
            order, cursor = rng.permutation(len(index)), 0
        pick, cursor = order[cursor:cursor + batch], cursor + batch
        images = torch.from_numpy(corpus.frontal[index[pick]]).to(device).float()
        size = sizes[0] if budget.progress < LOW_SHARE else sizes[1]
        x = warp(images[:, None], random_affine(batch, 8, 0.12, 0.08, 0.06, gen), size)[:, 0]
        x = rank_batch(photometric(x, gen)).contiguous(memory_format=torch.channels_last)
        with autocast(device):
            _, maps = model(x)
        loss = F.binary_cross_entropy_with_logits(pool_logits(maps.float()), torch.from_numpy(targets[pick]).to(device))
        budget.report(update(optimizer, model, loss, budget.progress))
        average.update(model, step)
        if step % 200 == 199:
            torch.save({k: v.cpu() for k, v in average.state.items()}, settings.work / "vision-partial.pt")
    log["steps"], log["epochs"] = budget.step, budget.step * batch / len(index)
    (settings.work / "vision-log.json").write_text(json.dumps(log))
    torch.save({k: v.cpu() for k, v in average.state.items()}, path)
    model.load_state_dict(average.state)
    return model.eval()


@torch.no_grad()
def extract(settings, model, images, thetas=None, size=224, batch=48):
    """uint8 [n,256,256] -> (patch tokens float16 [n,49,384], tag probabilities float32 [n,T])."""
    tokens, tags, model = [], [], model.to(settings.device, memory_format=torch.channels_last).eval()
    resize = torch.from_numpy(area_matrix_f32(images.shape[1], size)).to(settings.device)
    for k in range(0, len(images), batch):
        x = torch.from_numpy(images[k:k + batch]).to(settings.device).float()
        x = resize @ x @ resize.T if thetas is None else warp(x[:, None], thetas[k:k + batch], size)[:, 0]
        with autocast(settings.device):
            features, maps = model(rank_batch(x).contiguous(memory_format=torch.channels_last))
        tokens.append(features.float().flatten(2).transpose(1, 2).half().cpu())
        tags.append(torch.sigmoid(pool_logits(maps.float())).cpu())
    return torch.cat(tokens).numpy(), torch.cat(tags).numpy()


def area_matrix_f32(size_in, size_out):
    from .profile import area_matrix
    return area_matrix(size_in, size_out).astype(np.float32)


def auc(scores, positive):
    """Area under the ROC curve by ranks; NaN with one class only."""
    n = positive.sum()
    if n == 0 or n == len(positive):
        return float("nan")
    from scipy.stats import rankdata
    ranks = rankdata(scores)
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(positive) - n)))
