# SPDX-License-Identifier: Apache-2.0
"""Guided greedy decoding with torch models: what the ablation uses, for variants that are never exported."""
from dataclasses import dataclass

import numpy as np
import torch

from .bundle import pick_tokens
from .text import drop_repeats
from .texts import BOS, EOS

LEAST_PROBABILITY, MIN_TOKENS, MAX_TOKENS = 0.01, 25, 110
STREAMS = ("vision", "lvm-med", "cxas", "finding-tags")


@dataclass
class Views:
    """Specialist outputs of the films to report on, one row a film."""
    tokens: np.ndarray    # [n, 49, w]
    latent: np.ndarray    # [n, r]
    pooled: np.ndarray    # [n, K, g, g], K of the variant
    given: np.ndarray     # [K]


@torch.no_grad()
def prefix(fusion, views, tags, use, device):
    n = len(tags)
    on = lambda name, width=1: np.full((n, width), float(name in use), np.float32)
    give = (views.tokens.astype(np.float32), on("vision"), views.latent, on("lvm-med"), views.pooled.astype(np.float32),
            on("cxas") * views.given, tags.astype(np.float32), on("finding-tags"))
    return fusion(*(torch.from_numpy(np.ascontiguousarray(g, np.float32)).to(device) for g in give))


def write_reports(settings, fusion, decoder, tokenizer, views, tags, normal, guidance, use=STREAMS, batch=49):
    """One text a film. `normal` [T] is the prompt that guidance contrasts with; guidance 0 decodes plainly."""
    out, device = [], settings.device
    fusion, decoder = fusion.to(device).eval(), decoder.to(device).eval()
    for k in range(0, len(tags), batch):
        part = Views(views.tokens[k:k + batch], views.latent[k:k + batch], views.pooled[k:k + batch], views.given)
        embeds = prefix(fusion, part, tags[k:k + batch], use, device)
        if guidance > 0:
            embeds = torch.cat([embeds, prefix(fusion, part, np.tile(normal, (len(embeds), 1)), use, device)])
        out += [drop_repeats(tokenizer.decode(row).strip()) for row in decode(decoder, embeds, len(tags[k:k + batch]), guidance)]
    return out


@torch.no_grad()
def decode(decoder, embeds, n, guidance):
    """Token rows of the first n prefixes; the others, if any, are their normal prompts."""
    bos = decoder.embed.weight[BOS].expand(len(embeds), 1, -1)
    step, past, done, rows = torch.cat([embeds, bos], 1), None, np.zeros(n, bool), [[] for _ in range(n)]
    for t in range(MAX_TOKENS):
        hidden, new = decoder(step, past)
        past = new if past is None else [(torch.cat([a[0], b[0]], 2), torch.cat([a[1], b[1]], 2)) for a, b in zip(past, new)]
        logits = decoder.logits(hidden[:, -1]).float().cpu().numpy()
        token = pick_tokens(logits, n, guidance, LEAST_PROBABILITY, EOS if t < MIN_TOKENS else None)
        for k in np.where(~done)[0]:
            if token[k] == EOS:
                done[k] = True
            else:
                rows[k].append(int(token[k]))
        if done.all():
            break
        step = decoder.embed(torch.from_numpy(np.tile(token, len(embeds) // n)).to(embeds.device))[:, None]
    return rows
