# SPDX-License-Identifier: Apache-2.0
"""Texts as token rows, each token with its weight in the loss, and how often each text is drawn."""
from collections import Counter
from dataclasses import dataclass

import numpy as np
import torch

BOS, EOS, MAX_TOKENS = 1, 2, 112
FINDING_WEIGHT = 2.5        # of a token in a sentence that states a finding; three sentences in four are stock phrases without


@dataclass
class Rows:
    """Token ids of each text with <s> and </s>, and the weight of each as a target."""
    ids: list
    weights: list

    def __len__(self):
        return len(self.ids)

    def batch(self, pick):
        """(ids int64 [n, longest], 0 = padding; weights float32, 0 at padding)."""
        return pad([self.ids[k] for k in pick], torch.int64), pad([self.weights[k] for k in pick], torch.float32)


def pad(rows, dtype):
    out = torch.zeros(len(rows), max(map(len, rows)), dtype=dtype)
    for o, r in zip(out, rows):
        o[:len(r)] = torch.tensor(r, dtype=dtype)
    return out


def encode(tokenizer, texts, labeler):
    ids, weights = [], []
    for text in texts:
        stated, coded = finding_characters(text, labeler), tokenizer.encode(text)
        ids.append([BOS, *coded.ids[:MAX_TOKENS - 2], EOS])
        weights.append([1.0, *(FINDING_WEIGHT if stated[min(end, len(text)) - 1] else 1.0 for _, end in coded.offsets[:MAX_TOKENS - 2]), 1.0])
    return Rows(ids, weights)


def finding_characters(text, labeler):
    """bool [len(text)]: inside a sentence that says that a finding is present."""
    out, start = np.zeros(max(1, len(text)), bool), 0
    for sentence in text.split(". "):
        out[start:start + len(sentence) + 1] = any(f["polarity"] == "present" for f in labeler.sentence_findings(sentence.rstrip(".")))
        start += len(sentence) + 2
    return out


def sampling_weights(labels, texts):
    """Balanced sampling: rare findings up, frequent identical reports down. labels [n, 14] (0, .5, 1)."""
    present = labels[:, :13] >= 1
    rarity = np.where(present, 1 / np.sqrt(np.maximum(present.mean(0), 1e-3)), 0).max(1)
    copies = Counter(texts)
    weight = (1 + 0.6 * rarity) / np.sqrt([copies[t] for t in texts])
    return weight / weight.sum()
