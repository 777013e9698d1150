# SPDX-License-Identifier: Apache-2.0
"""Inference over an exported bundle with onnxruntime: the same path as the served mesh."""
import json

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from .profile import rank_squash
from .tags import predict_tags
from .text import drop_repeats


class Bundle:
    """`folder`/{vision,lvm-med,cxas,fusion}. `specialists(images)` then `generate(...)`."""

    def __init__(self, folder):
        options = ort.SessionOptions()
        options.intra_op_num_threads = 2
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        load = lambda p: ort.InferenceSession(str(p), options, providers=["CPUExecutionProvider"])
        self.manifest = json.loads((folder / "fusion" / "manifest.json").read_text())
        self.sessions = {n: load(folder / n / "model.onnx") for n in ("vision", "lvm-med", "cxas")}
        self.projector, self.decoder = load(folder / "fusion" / "projector.onnx"), load(folder / "fusion" / "decoder.onnx")
        catalogue = json.loads((folder / "cxas" / "manifest.json").read_text())["catalogue"]
        self.given = np.array([c["provenance"] != "untrained" for c in catalogue], np.float32)
        spec = self.manifest["decoder"]
        raw = np.fromfile(folder / "fusion" / "embed_tokens.bin", "<f2").reshape(spec["vocabulary"], spec["hidden"])
        self.embed, self.spec = raw.astype(np.float32), spec
        self.tokenizer = Tokenizer.from_file(str(folder / "fusion" / "tokenizer.json"))
        slot = self.manifest["slots"][3]
        self.labels, self.thresholds, self.normal = slot["labels"], np.array(slot["thresholds"]), np.array(slot["normal"], np.float32)

    def specialists(self, images):
        """Integer images [n][H,W] -> dict of arrays, one row per image."""
        rows = []
        for image in images:
            small, large = rank_squash(image, 224, 224)[None], rank_squash(image, 256, 256)[None]
            tokens, scores, maps, views = self.sessions["vision"].run(["patch_tokens", "finding_tags", "activation_maps", "view_scores"], {"image": small})
            latent, = self.sessions["lvm-med"].run(["latent"], {"image": large})
            masks, pooled, mean = self.sessions["cxas"].run(["masks", "pooled", "mean_probability"], {"image": large})
            rows.append((tokens, scores, maps, views, latent, masks, pooled, mean))
        names = ("patch_tokens", "finding_tags", "activation_maps", "view_scores", "latent", "masks", "pooled", "mean_probability")
        return {n: np.concatenate([r[k] for r in rows]) for k, n in enumerate(names)}

    def tags(self, scores):
        return predict_tags(scores, self.thresholds, self.labels)

    def prefix(self, outputs, tags, use=("vision", "lvm-med", "cxas", "finding-tags")):
        n, on = len(tags), lambda name, width=1: np.full((n, width), float(name in use), np.float32)
        give = {"patch_tokens": outputs["patch_tokens"], "vision_present": on("vision"), "latent": outputs["latent"],
                "latent_present": on("lvm-med"), "pooled": outputs["pooled"], "class_present": on("cxas") * self.given,
                "tags": tags.astype(np.float32), "tags_present": on("finding-tags")}
        return self.projector.run(["embeds"], give)[0]

    def generate(self, outputs, tags, guidance=None, batch=49, **use):
        """Guided greedy decoding -> (texts, token ids). Text has repeated sentences dropped."""
        texts, ids = [], []
        for k in range(0, len(tags), batch):
            part = {n: a[k:k + batch] for n, a in outputs.items()}
            for row in self._decode(part, tags[k:k + batch], guidance, use):
                ids.append(row)
                texts.append(drop_repeats(self.tokenizer.decode(row).strip()))
        return texts, ids

    def _decode(self, outputs, tags, guidance, use):
        g, spec = self.manifest["generation"], self.spec
        c = g["guidance"] if guidance is None else guidance
        eos, bos = (self.tokenizer.token_to_id(self.manifest["tokens"][t]) for t in ("eos", "bos"))
        n = len(tags)
        embeds = self.prefix(outputs, tags, **use)
        if c > 0:
            embeds = np.concatenate([embeds, self.prefix(outputs, np.tile(self.normal, (n, 1)), **use)])
        rows = len(embeds)
        step = np.concatenate([embeds, np.tile(self.embed[bos], (rows, 1, 1))], 1)
        empty = np.zeros((rows, spec["heads"], 0, spec["headDim"]), np.float32)
        past, done, out = [empty] * (2 * spec["layers"]), np.zeros(n, bool), [[] for _ in range(n)]
        names = [f"past_{kind}_{l}" for l in range(spec["layers"]) for kind in ("key", "value")]
        for t in range(g["maxNewTokens"]):
            logits, *new = self.decoder.run(None, {"inputs_embeds": step, **dict(zip(names, past))})
            past = [np.concatenate([a, b], 2) for a, b in zip(past, new)]
            token = pick_tokens(logits, n, c, g["guidanceMinProbability"], eos if t < g["minNewTokens"] else None)
            for k in np.where(~done)[0]:
                if token[k] == eos:
                    done[k] = True
                else:
                    out[k].append(int(token[k]))
            if done.all():
                break
            step = np.tile(self.embed[token], (rows // n, 1))[:, None]
        return out


def pick_tokens(logits, n, c, least, forbidden):
    """Greedy choice under guidance. Rows 0..n-1 conditioned, n.. normal prompt; `forbidden` id gets -inf first."""
    logits = logits.astype(np.float64)
    if forbidden is not None:
        logits[:, forbidden] = -np.inf
    top = logits.max(1, keepdims=True)
    logp = logits - top - np.log(np.exp(logits - top).sum(1, keepdims=True))
    conditioned = logp[:n]
    if c <= 0:
        return conditioned.argmax(1)
    with np.errstate(invalid="ignore"):
        score = conditioned + c * (conditioned - logp[n:])
    allowed = np.exp(conditioned) > least
    allowed[np.arange(n), conditioned.argmax(1)] = True
    return np.where(allowed, score, -np.inf).argmax(1)
