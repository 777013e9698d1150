# SPDX-License-Identifier: Apache-2.0
"""Report scores: finding F1 (U-zeros), BLEU and ROUGE-L in the R2Gen style, variety."""
import math
import re
from collections import Counter

import numpy as np

MICRO5 = ["Cardiomegaly", "Edema", "Consolidation", "Atelectasis", "Pleural Effusion"]


def r2gen_clean(text):
    """Lower case, no punctuation, sentences joined by " . "."""
    sentences = re.split(r"[.;!?]+(?:\s+|$)|\n", text.lower())
    words = [re.sub(r"[^a-z0-9 ]+", " ", s).split() for s in sentences]
    return " . ".join(" ".join(w) for w in words if w) + " ."


def bleu(candidates, references, n=4):
    """Corpus BLEU-n, one reference each."""
    clip, guess = [0] * n, [0] * n
    c_len = sum(len(c.split()) for c in candidates)
    r_len = sum(len(r.split()) for r in references)
    for c, r in zip(candidates, references):
        c, r = c.split(), r.split()
        for k in range(n):
            grams = lambda w: Counter(tuple(w[i:i + k + 1]) for i in range(len(w) - k))
            a, b = grams(c), grams(r)
            clip[k] += sum(min(v, b[g]) for g, v in a.items())
            guess[k] += sum(a.values())
    score = math.exp(sum(math.log((clip[k] + 1e-15) / (guess[k] + 1e-9)) for k in range(n)) / n)
    return score * (math.exp(1 - r_len / max(c_len, 1)) if c_len < r_len else 1.0)


def rouge_l(candidates, references, beta=1.2):
    def one(c, r):
        c, r = c.split(), r.split()
        if not c or not r:
            return 0.0
        row = [0] * (len(r) + 1)
        for w in c:
            last = row[:]
            for j, v in enumerate(r):
                row[j + 1] = last[j] + 1 if w == v else max(last[j + 1], row[j])
        p, q = row[-1] / len(c), row[-1] / len(r)
        return (1 + beta ** 2) * p * q / (q + beta ** 2 * p) if p + q > 0 else 0.0
    return float(np.mean([one(c, r) for c, r in zip(candidates, references)]))


def label_matrix(texts, labeler):
    """bool [n, 14]: certain positives (U-zeros)."""
    names = labeler.rules["labels"]
    return np.array([[labeler.labels(t)[k] == 1 for k in names] for t in texts])


def f1_scores(predicted, truth, names):
    """micro/macro over 14, 13 (without No Finding) and 5 labels, and the example-based F1."""
    def micro(p, t):
        tp = (p & t).sum()
        return float(2 * tp / max(1, p.sum() + t.sum()))
    five = [names.index(n) for n in MICRO5]
    groups = {"14": list(range(14)), "13": list(range(13)), "5": five}
    out = {}
    for key, cols in groups.items():
        p, t = predicted[:, cols], truth[:, cols]
        out[f"micro{key}"] = micro(p, t)
        out[f"macro{key}"] = float(np.mean([micro(p[:, [k]], t[:, [k]]) for k in range(len(cols))]))
    tp, fp, fn = (predicted & truth).sum(1), (predicted & ~truth).sum(1), (~predicted & truth).sum(1)
    out["example14"] = float(np.mean(np.where(tp + fp + fn > 0, tp / np.maximum(tp + 0.5 * (fp + fn), 1e-9), 0)))
    return out


def score_reports(texts, references, truth, labeler):
    """All report scores of one system. `references` raw findings, `truth` bool [n,14]."""
    cand, ref = [r2gen_clean(t) for t in texts], [r2gen_clean(t) for t in references]
    out = f1_scores(label_matrix(texts, labeler), truth, labeler.rules["labels"])
    out.update(bleu1=bleu(cand, ref, 1), bleu4=bleu(cand, ref), rougeL=rouge_l(cand, ref), distinct=len(set(texts)),
               words=float(np.mean([len(c.replace(".", "").split()) for c in cand])))
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in out.items()}


def bootstrap(predicted, truth, names, key="micro13", rounds=1000, seed=0):
    """95 % percentile interval of one F1 over studies."""
    rng = np.random.RandomState(seed)
    values = []
    for _ in range(rounds):
        k = rng.randint(0, len(truth), len(truth))
        values.append(f1_scores(predicted[k], truth[k], names)[key])
    return [round(float(v), 4) for v in np.percentile(values, [2.5, 97.5])]
