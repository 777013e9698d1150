# SPDX-License-Identifier: Apache-2.0
"""Time-budgeted training loop: the learning rate follows the share of the budget that is used up."""
import math
import time

import torch
from tqdm import tqdm


class Budget:
    """Iterates steps until the time (or the step limit of a smoke run) is spent; `progress` runs 0..1."""

    def __init__(self, settings, stage, share=1.0):
        self.limit, self.steps = settings.seconds(stage) * share, settings.max_steps(stage)
        self.bar = tqdm(total=100, desc=stage, unit="%", mininterval=10, dynamic_ncols=True,
                        bar_format="{desc}: {percentage:3.0f}% [{elapsed}<{remaining}] {postfix}")
        self.start, self.step, self.mean = time.time(), 0, None

    @property
    def progress(self):
        spent = (time.time() - self.start) / max(self.limit, 1e-9)
        return max(spent, self.step / self.steps) if self.steps < 10**9 else spent

    def __iter__(self):
        while self.progress < 1 and self.step < self.steps:
            yield self.step
            self.step += 1
        self.bar.n = 100
        self.bar.refresh()
        self.bar.close()

    def report(self, loss):
        self.mean = loss if self.mean is None else 0.98 * self.mean + 0.02 * loss
        self.bar.n = min(99, int(100 * self.progress))
        self.bar.set_postfix_str(f"step {self.step} loss {self.mean:.4f}", refresh=False)
        self.bar.update(0)


def cosine(progress, warm=0.03):
    """Learning-rate factor: linear warm-up, then cosine to 1 %."""
    progress = min(max(progress, 0.0), 1.0)
    if progress < warm:
        return max(progress / warm, 0.02)
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (progress - warm) / (1 - warm)))


def make_optimizer(model, lr, decay):
    """AdamW; no decay on vectors (norms, biases)."""
    big = [p for p in model.parameters() if p.requires_grad and p.ndim > 1]
    small = [p for p in model.parameters() if p.requires_grad and p.ndim <= 1]
    groups = [{"params": big, "weight_decay": decay}, {"params": small, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=lr)
    optimizer.base_lr = lr
    return optimizer


def update(optimizer, model, loss, progress):
    """One clipped step at the scheduled learning rate; returns the loss as a float."""
    for group in optimizer.param_groups:
        group["lr"] = optimizer.base_lr * cosine(progress)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


class Average:
    """Exponential moving average of a model's weights and buffers."""

    def __init__(self, model, decay=0.995):
        self.decay, self.state = decay, {k: v.detach().clone() for k, v in model.state_dict().items()}

    def update(self, model, step):
        d = min(self.decay, (1 + step) / (10 + step))
        for k, v in model.state_dict().items():
            if v.dtype.is_floating_point:
                self.state[k].lerp_(v.detach(), 1 - d)
            else:
                self.state[k].copy_(v)


def autocast(device):
    return torch.autocast(device, dtype=torch.bfloat16)
