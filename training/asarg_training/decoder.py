# SPDX-License-Identifier: Apache-2.0
"""Llama-like decoder (RMSNorm, RoPE, SwiGLU, tied embeddings) with explicit past keys and values."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class RMSNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(width)), eps

    def forward(self, x):
        x = x.float()
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def rotate(x, cos, sin):
    """RoPE, Hugging Face layout (halves): x [B,H,S,64], cos/sin [S,64]."""
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat([-b, a], -1) * sin


class Layer(nn.Module):
    def __init__(self, width, heads, inner, dropout):
        super().__init__()
        self.heads, self.dropout = heads, nn.Dropout(dropout)
        self.norm1, self.norm2 = RMSNorm(width), RMSNorm(width)
        self.q, self.k, self.v, self.o = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.gate, self.up, self.down = nn.Linear(width, inner, bias=False), nn.Linear(width, inner, bias=False), nn.Linear(inner, width, bias=False)

    def forward(self, x, cos, sin, mask, past=None):
        """`mask` [S, T+S] additive, None for fused causal attention without a past. Returns (x, new key, new value), keys after RoPE, [B,H,S,64]."""
        n, s, d = x.shape
        h = self.norm1(x)
        split = lambda t: t.view(n, s, self.heads, d // self.heads).transpose(1, 2)
        q, k, v = rotate(split(self.q(h)), cos, sin), rotate(split(self.k(h)), cos, sin), split(self.v(h))
        keys, values = (k, v) if past is None else (torch.cat([past[0], k], 2), torch.cat([past[1], v], 2))
        if mask is None:        # fused causal attention: long prompts in training
            y = F.scaled_dot_product_attention(q, keys, values, is_causal=True)
        else:
            scores = q @ keys.transpose(2, 3) * (d // self.heads) ** -0.5 + mask
            y = torch.softmax(scores.float(), -1).to(values.dtype) @ values
        y = y.transpose(1, 2).reshape(n, s, d)
        x = x + self.dropout(self.o(y))
        h = self.norm2(x)
        return x + self.dropout(self.down(F.silu(self.gate(h)) * self.up(h))), k, v


class Decoder(nn.Module):
    def __init__(self, settings, dropout=0.1):
        super().__init__()
        d = settings.hidden
        self.embed = nn.Embedding(settings.vocabulary, d)
        nn.init.normal_(self.embed.weight, std=0.02)
        self.layers = nn.ModuleList(Layer(d, settings.heads, settings.intermediate, dropout) for _ in range(settings.layers))
        for name, p in self.layers.named_parameters():
            if p.ndim == 2:
                nn.init.normal_(p, std=0.02 / (2 * settings.layers) ** 0.5 if name.endswith(("o.weight", "down.weight")) else 0.02)
        self.norm = RMSNorm(d)
        size = d // settings.heads
        self.register_buffer("frequency", 10000.0 ** (-torch.arange(0, size, 2).float() / size))

    def forward(self, embeds, past=None, gap=None, fused=False):
        """embeds [B,S,d], past = [(key, value)] per layer -> (hidden states [B,S,d], [(new key, new value)]).

        `gap` = (row, rows): positions from `row` on are moved up by `rows`, as if that many rows stood in between.
        """
        s = embeds.shape[1]
        t = past[0][0].shape[2] if past else 0
        order = torch.arange(t, t + s, device=embeds.device)
        position = order if gap is None else order + (order >= gap[0]) * gap[1]
        angle = position[:, None].float() * torch.cat([self.frequency, self.frequency])[None]
        cos, sin = angle.cos(), angle.sin()
        allowed = torch.arange(t + s, device=embeds.device)[None] <= order[:, None]
        mask = None if fused else (~allowed).float() * -1e9
        new, x = [], embeds
        for k, layer in enumerate(self.layers):
            x, key, value = layer(x, cos, sin, mask, past[k] if past else None)
            new.append((key, value))
        return self.norm(x), new

    def logits(self, hidden):
        return F.linear(hidden, self.embed.weight)


class DecoderGraph(nn.Module):
    """The exported graph: (inputs_embeds, past_key_0, past_value_0, ...) -> (logits [B,V], new_key_0, new_value_0, ...)."""

    def __init__(self, decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, inputs_embeds, *past):
        hidden, new = self.decoder(inputs_embeds, list(zip(past[::2], past[1::2])))
        return (self.decoder.logits(hidden[:, -1]), *(t for pair in new for t in pair))
