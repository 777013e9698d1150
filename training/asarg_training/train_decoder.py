# SPDX-License-Identifier: Apache-2.0
"""Language warm start on text alone, then the paper's two stages on cached specialist outputs.

Stage 1 trains everything on vision and tags; stage 2 keeps the decoder and trains the projector with freshly
initialised segmentation parameters, once for each variant. What keeps the text dependent on the image: the tag
prompt (noised true tags, from the first text on), balanced sampling with down-weighted duplicates, heavier tokens where a
finding is stated, and guidance at decoding.
"""
import copy
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from .decoder import Decoder
from .fusion import VARIANTS, Fusion, Grouping
from .runner import Average, Run, autocast, make_optimizer, update
from .segmenter import GRID
from .tag_prompt import TagPrompt
from .texts import Rows, encode, sampling_weights

PROMPT_DROP, PROMPT_INSERT = 0.08, 0.10
STREAM_DROP, TAGS_DROP = 0.10, 0.06     # share of samples whose stream is replaced by its null embedding
LONGEST_GAP = 2 * 212                   # rows that stage 2 may put between the patches and the tags


def token_loss(decoder, hidden, ids, weights, smooth=0.05):
    """Next-token loss, a weighted mean; `hidden` [B,L,d] at the positions of `ids` [B,L]."""
    logits = decoder.logits(hidden[:, :-1].to(decoder.embed.weight.dtype)).float()
    each = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none", label_smoothing=smooth)
    weight = weights[:, 1:].flatten()
    return (each * weight).sum() / weight.sum()


def run_language(settings, writing):
    """`writing` = text_side.Writing. Warm start on text alone, prompted by its tags. Returns (TagPrompt, Decoder)."""
    torch.manual_seed(1000 * settings.seed)
    prompt, decoder = TagPrompt(writing.tags.shape[1], settings.hidden), Decoder(settings)
    both, path = torch.nn.ModuleDict({"prompt": prompt, "decoder": decoder}), settings.checkpoint("language")
    if path.exists():
        both.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        return prompt, decoder
    rng, device, size = np.random.RandomState(settings.seed), settings.device, settings.batch["language"]
    both.to(device).train()
    optimizer, loop = make_optimizer(both, 1.5e-3, 0.05), Run(settings, "language")
    prevalence, picks = writing.tags.mean(0), batches(rng, writing, size)
    for _ in loop:
        pick = next(picks)
        ids, weights = (x.to(device) for x in writing.rows.batch(pick))
        tags = torch.from_numpy(noisy_prompt(rng, writing.tags[pick], prevalence)).to(device)
        on = torch.from_numpy((rng.rand(size, 1) > TAGS_DROP).astype(np.float32)).to(device)
        with autocast(device):
            hidden, _ = decoder(torch.cat([prompt(tags, on), decoder.embed(ids)], 1), fused=True)
            loss = token_loss(decoder, hidden[:, 2:], ids, weights)
        loop.report(update(optimizer, both, loss, loop.progress))
    loop.save(settings)
    torch.save(both.state_dict(), path)
    return prompt, decoder


def noisy_prompt(rng, tags, prevalence):
    """True tags 0/1 [n,T]: some present ones dropped, a few absent ones inserted."""
    keep = rng.rand(*tags.shape) > PROMPT_DROP
    insert = rng.rand(*tags.shape) < PROMPT_INSERT * prevalence
    return np.maximum(tags * keep, insert).astype(np.float32)


def presence(rng, n, given):
    """Presence flags with stream dropout: vision, latent, classes (whole stream or single ones; `given` [K] exist), tags."""
    on = lambda p, *shape: (rng.rand(*shape) > p).astype(np.float32)
    classes_on = on(STREAM_DROP, n, 1) * on(0.03, n, len(given)) * given
    return on(STREAM_DROP, n, 1), on(STREAM_DROP, n, 1), classes_on, on(TAGS_DROP, n, 1)


@dataclass
class Lessons:
    """What a decoder run learns from: cached features, tags and token rows of the training reports."""
    features: object      # features.Features
    maps: dict            # K -> (pooled float16 [n,K,g,g], given float32 [K])
    tags: np.ndarray      # float32 [n, T] in {0, 1}
    rows: Rows
    weight: np.ndarray    # sampling probability [n]


def lessons(features, targets, texts, tokenizer, labeler):
    given = torch.from_numpy(features.given)
    pooled = torch.from_numpy(features.pooled)
    parts = [Grouping()(pooled[k:k + 64].float(), given.expand(len(pooled[k:k + 64]), -1)) for k in range(0, len(pooled), 64)]
    grouped = (torch.cat([p[0] for p in parts]).half().numpy(), parts[0][1][0].numpy())
    return Lessons(features, {212: (features.pooled, features.given), 20: grouped}, (targets >= 1).astype(np.float32),
                   encode(tokenizer, texts, labeler), sampling_weights(targets, texts))


def new_fusion(settings, variant, tags):
    return Fusion(variant, settings.hidden, 49, settings.resnet[-1], settings.unet[-1], GRID * GRID, tags)


def run_stage_1(settings, seed, language, data):
    """Vision and tags, everything trainable; `language` = (TagPrompt, Decoder). Returns (fusion of the variant 'vision', decoder), averaged weights."""
    torch.manual_seed(1000 * seed + 1)
    fusion, decoder = new_fusion(settings, "vision", data.tags.shape[1]), Decoder(settings)
    fusion.prompt.load_state_dict(language[0].state_dict())
    decoder.load_state_dict(language[1].state_dict())
    both, path = torch.nn.ModuleDict({"fusion": fusion, "decoder": decoder}), settings.checkpoint(f"stage-1-s{seed}")
    if path.exists():
        both.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        return fusion.eval(), decoder.eval()
    teach(settings, "stage-1", f"stage-1-s{seed}", both, data, np.random.RandomState(1000 * seed + 3), 8e-4, gaps=True)
    torch.save({k: v.cpu() for k, v in both.state_dict().items()}, path)
    return fusion.eval(), decoder.eval()


def run_stage_2(settings, variant, seed, first, decoder, data):
    """Projector only: the decoder and the tag embeddings stay as stage 1 left them. Returns the variant's fusion."""
    torch.manual_seed(1000 * seed + 10 + list(VARIANTS).index(variant))
    fusion, name = new_fusion(settings, variant, data.tags.shape[1]).start_from(first), f"{variant}-s{seed}"
    path = settings.checkpoint(name)
    if path.exists():
        fusion.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        return fusion.eval()
    kept = copy.deepcopy(decoder)
    for p in [*kept.parameters(), *fusion.prompt.parameters()]:
        p.requires_grad_(False)
    both = torch.nn.ModuleDict({"fusion": fusion, "decoder": kept})
    teach(settings, "stage-2", name, both, data, np.random.RandomState(1000 * seed + 4), 1e-3)
    torch.save({k: v.cpu() for k, v in fusion.state_dict().items()}, path)
    return fusion.eval()


def batches(rng, data, size, several=4):
    """Endless index batches by sampling weight; of several drawn at once, reports of like length go together, so that little is padded."""
    length = np.array([len(row) for row in data.rows.ids])
    while True:
        drawn = rng.choice(len(data.rows), several * size, p=data.weight)
        drawn = drawn[np.argsort(length[drawn], kind="stable")]
        for k in rng.permutation(several):
            yield drawn[k * size:(k + 1) * size]


def teach(settings, stage, name, both, data, rng, rate, gaps=False):
    """One run of `stage`; leaves averaged weights in `both`."""
    device, fusion, decoder = settings.device, both["fusion"], both["decoder"]
    both.to(device).train()
    pooled, given = data.maps[fusion.k if fusion.k == 212 else 20]
    prevalence = data.tags.mean(0)
    optimizer, average, loop = make_optimizer(both, rate, 0.05), Average(both, 0.99), Run(settings, stage, f" {name}")
    batch = settings.batch["decoder"]
    picks = batches(rng, data, batch)
    for step in loop:
        pick = next(picks)
        view = rng.randint(0, data.features.tokens.shape[0])
        vision_on, latent_on, class_on, tags_on = presence(rng, batch, given)
        give = [data.features.tokens[view, pick].astype(np.float32), vision_on, data.features.latent[pick], latent_on,
                pooled[pick].astype(np.float32), class_on, noisy_prompt(rng, data.tags[pick], prevalence), tags_on]
        ids, weights = (x.to(device) for x in data.rows.batch(pick))
        gap = (fusion.patches, int(rng.randint(0, LONGEST_GAP + 1))) if gaps else None
        with autocast(device):
            prefix = fusion(*(torch.from_numpy(g).to(device) for g in give))
            hidden, _ = decoder(torch.cat([prefix, decoder.embed(ids)], 1), gap=gap, fused=not gaps)
            loss = token_loss(decoder, hidden[:, prefix.shape[1]:], ids, weights)
        loop.report(update(optimizer, both, loss, loop.progress))
        average.update(both, step)
    loop.save(settings, name)
    both.load_state_dict(average.state)
    both.eval()
