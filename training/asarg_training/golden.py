# SPDX-License-Identifier: Apache-2.0
"""fusion/golden.json: expected numbers for formula images, so that another implementation can be checked."""
import numpy as np

from .export import write_json
from .profile import rank_squash

FORMULA = "v(x, y) = (7*x + 13*y + ((x*x + 3*y*y) % 101) * 5 + (x*y) % 37) % 1024, integers"


def frame(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    return (7 * x + 13 * y + ((x * x + 3 * y * y) % 101) * 5 + (x * y) % 37) % 1024


def describe(array, points=8):
    """Shape, mean, standard deviation and a few values at evenly spaced flat indices."""
    flat = np.asarray(array, np.float64).ravel()
    index = np.linspace(0, flat.size - 1, points).astype(int)
    return {"shape": list(array.shape), "mean": round(float(flat.mean()), 6), "std": round(float(flat.std()), 6),
            "values": [{"index": int(i), "value": round(float(flat[i]), 6)} for i in index]}


def write_golden(bundle, path):
    profiles = [{"width": w, "height": h, "to": [a, a], "output": describe(rank_squash(frame(w, h), a, a))}
                for w, h, a in ((64, 48, 224), (64, 48, 256), (500, 333, 224), (500, 333, 256), (224, 224, 224))]
    image = frame(64, 48)
    outputs = bundle.specialists([image])
    tags = bundle.tags(outputs["finding_tags"])
    cases = []
    everything = ("vision", "lvm-med", "cxas", "finding-tags")
    prompts = {"predicted tags": tags, "cardiomegaly prompt": forced(bundle, "Cardiomegaly"), "effusion prompt": forced(bundle, "Pleural Effusion")}
    for name, row in prompts.items():
        for use in (everything, everything[:1] + everything[3:]) if name == "predicted tags" else (everything,):
            texts, ids = bundle.generate(outputs, row, use=use)
            cases.append({"name": name, "present": list(use), "tags": [int(k) for k in np.where(row[0])[0]],
                          "embeds": describe(bundle.prefix(outputs, row, use=use)[0]), "tokens": ids[0], "text": texts[0]})
    write_json(path, {
        "_about": "Expected values for images given by a formula; frame 64x48 unless said. 'present' lists the slots with presence 1. "
                  "tags = indices that are 1 after threshold; No Finding and mesh/normal are switched off when any of the first 13 labels is on. "
                  "Decoding: logits to float64, eos set to -inf while fewer than minNewTokens tokens were made, log-softmax, candidates with conditioned "
                  "p > guidanceMinProbability (and the argmax), score = cond + guidance*(cond - normal), arg max. text = decode, trim, repeated sentences dropped.",
        "formula": FORMULA,
        "tolerances": {"profile": 1e-4, "specialists": 2e-3, "masks": "0.1 % of the bits", "embeds": 2e-3, "tokens": "equal; a different runtime may part ways at a near tie"},
        "profiles": profiles,
        "vision": {k: describe(outputs[k][0]) for k in ("patch_tokens", "finding_tags", "activation_maps")},
        "latent": describe(outputs["latent"][0]),
        "cxas": {"pooled": describe(outputs["pooled"][0]), "mean_probability": describe(outputs["mean_probability"][0], 5),
                 "masks": describe(outputs["masks"][0]), "setBits": [int(np.unpackbits(m).sum()) for m in outputs["masks"][0]]},
        "generation": {"guidance": bundle.manifest["generation"]["guidance"], "cases": cases},
    })


def forced(bundle, label):
    row = np.zeros((1, len(bundle.labels)), np.float32)
    row[0, bundle.labels.index(label)] = 1
    return row
