# SPDX-License-Identifier: Apache-2.0
"""Language warm start on text alone, then fusion + decoder on cached specialist outputs.

What keeps the text dependent on the image: the tag prompt (noised true tags), balanced sampling
with down-weighted duplicates, and guidance against the 'normal' prompt at decoding.
"""
from collections import Counter

import numpy as np
import torch
import torch.nn.functional as F

from .decoder import Decoder
from .fusion import Fusion
from .runner import Average, Budget, autocast, make_optimizer, update

BOS, EOS, MAX_TOKENS = 1, 2, 112
PROMPT_DROP, PROMPT_INSERT, STREAM_DROP = 0.15, 0.10, 0.10


def encode(tokenizer, texts):
    return [[BOS, *tokenizer.encode(t).ids[:MAX_TOKENS - 2], EOS] for t in texts]


def pad(rows):
    """Token lists -> int64 [n, longest], 0 = padding."""
    out = np.zeros((len(rows), max(map(len, rows))), np.int64)
    for o, r in zip(out, rows):
        o[:len(r)] = r
    return torch.from_numpy(out)


def token_loss(decoder, hidden, ids, smooth=0.05):
    """Next-token loss; `hidden` [B,L,d] at the positions of `ids` [B,L]; padding ignored."""
    logits = decoder.logits(hidden[:, :-1].to(decoder.embed.weight.dtype)).float()
    return F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=0, label_smoothing=smooth)


def run_language(settings, tokenizer, texts):
    """Text-only warm start."""
    decoder, path = Decoder(settings), settings.checkpoint("language")
    if path.exists():
        decoder.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        return decoder
    rows, rng = encode(tokenizer, texts), np.random.RandomState(settings.seed)
    decoder = decoder.to(settings.device).train()
    optimizer, budget = make_optimizer(decoder, 1.5e-3, 0.05), Budget(settings, "language")
    for _ in budget:
        ids = pad([rows[k] for k in rng.randint(0, len(rows), settings.batch["language"])]).to(settings.device)
        with autocast(settings.device):
            hidden, _ = decoder(decoder.embed(ids))
            loss = token_loss(decoder, hidden, ids)
        budget.report(update(optimizer, decoder, loss, budget.progress))
    torch.save(decoder.state_dict(), path)
    return decoder


def sampling_weights(labels, texts):
    """Balanced sampling: rare findings up, frequent identical reports down. labels [n, 14] (0, .5, 1)."""
    present = labels[:, :13] >= 1
    rarity = np.where(present, 1 / np.sqrt(np.maximum(present.mean(0), 1e-3)), 0).max(1)
    copies = Counter(texts)
    weight = (1 + 0.6 * rarity) / np.sqrt([copies[t] for t in texts])
    return weight / weight.sum()


def noisy_prompt(rng, tags, prevalence):
    """True tags 0/1 [n,T]: some present ones dropped, a few absent ones inserted."""
    keep = rng.rand(*tags.shape) > PROMPT_DROP
    insert = rng.rand(*tags.shape) < PROMPT_INSERT * prevalence
    return np.maximum(tags * keep, insert).astype(np.float32)


def presence(rng, n, classes):
    """Presence flags with stream dropout: vision, latent, class (whole stream or single classes), tags."""
    on = lambda p, *shape: (rng.rand(*shape) > p).astype(np.float32)
    classes_on = on(STREAM_DROP, n, 1) * on(0.03, n, classes)
    return on(STREAM_DROP, n, 1), on(STREAM_DROP, n, 1), classes_on, on(STREAM_DROP / 2, n, 1)


def new_fusion(settings, tags, classes):
    return Fusion(settings.hidden, 49, settings.resnet[-1], settings.unet[-1], classes, tags)


def run_decoder(settings, decoder, features, targets, texts, tokenizer):
    """Joint training of fusion and decoder. Returns (fusion, decoder) with averaged weights."""
    classes, n_tags = features.pooled.shape[1], targets.shape[1]
    fusion, path = new_fusion(settings, n_tags, classes), settings.checkpoint("decoder")
    both = torch.nn.ModuleDict({"fusion": fusion, "decoder": decoder})
    if path.exists():
        both.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        return fusion.eval(), decoder.eval()
    device, rng = settings.device, np.random.RandomState(settings.seed + 3)
    both = both.to(device).train()
    rows, weight = encode(tokenizer, texts), sampling_weights(targets, texts)
    tags = (targets >= 1).astype(np.float32)
    prevalence = tags.mean(0)
    optimizer, average = make_optimizer(both, 8e-4, 0.05), Average(both, 0.99)
    budget, batch = Budget(settings, "decoder"), settings.batch["decoder"]
    for step in budget:
        pick = rng.choice(len(rows), batch, p=weight)
        view = rng.randint(0, features.tokens.shape[0])
        vision_on, latent_on, class_on, tags_on = presence(rng, batch, classes)
        give = [features.tokens[view, pick].astype(np.float32), vision_on, features.latent[pick], latent_on,
                features.pooled[pick].astype(np.float32), class_on, noisy_prompt(rng, tags[pick], prevalence), tags_on]
        ids = pad([rows[k] for k in pick]).to(device)
        with autocast(device):
            prefix = fusion(*(torch.from_numpy(g).to(device) for g in give))
            hidden, _ = decoder(torch.cat([prefix, decoder.embed(ids)], 1))
            loss = token_loss(decoder, hidden[:, prefix.shape[1]:], ids)
        budget.report(update(optimizer, both, loss, budget.progress))
        average.update(both, step)
    torch.save({k: v.cpu() for k, v in average.state.items()}, path)
    both.load_state_dict(average.state)
    return fusion.eval(), decoder.eval()
