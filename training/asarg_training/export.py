# SPDX-License-Identifier: Apache-2.0
"""Writes the bundle: ONNX graphs with float16 weights, manifests with sha256, tokenizer, config."""
import copy
import json

import numpy as np
import torch

from .catalogue import CLASSES, K
from .decoder import DecoderGraph
from .derived import DERIVED_IDS
from .fusion import INPUTS, VARIANTS, FusionGraph
from .graphs import export_graph, round_half, sha256
from .layers import fold_norms
from .resnet import VisionOutputs
from .settings import CLASS_IDS
from .train_views import REFUSE_ABOVE, VIEWS
from .unet import Latent
from .weak import WEAK_CLASSES

VERSION = "0.2.0"
LICENCE = "LicenseRef-ASaRG-Mesh-Research-Weights"
IU = "Indiana University / OpenI chest X-rays (CC BY-NC-ND 4.0), public R2Gen train split and studies outside the split"
JSRT = "JSRT / SCR (research use, citation required)"
SHENZHEN = "Shenzhen set, NLM (research use, citation required)"


def write_json(path, value):
    path.write_text(json.dumps(without_nan(value), indent=1, allow_nan=False) + "\n", encoding="utf-8")


def without_nan(value):
    """NaN (a score of nothing) becomes null: JSON has no NaN."""
    if isinstance(value, dict):
        return {k: without_nan(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(v) for v in value]
    return None if isinstance(value, float) and value != value else value


def provenance(weak):
    """{class id: provenance}; classes that are not named are untrained."""
    return {**{WEAK_CLASSES[k].id: "weak" for k in weak.kept}, **{i: "derived" for i in DERIVED_IDS}, **{i: "measured" for i in CLASS_IDS}}


def export_specialists(settings, out, vision, views, segmenter, weak, names, metrics):
    """vision, lvm-med and cxas folders. Returns {folder: parity difference}."""
    prepare = lambda m: round_half(fold_norms(copy.deepcopy(m).cpu().eval()))
    vision, views, segmenter = prepare(vision), prepare(views), prepare(segmenter)
    origin = provenance(weak)
    gen = torch.Generator().manual_seed(5)
    noise = lambda side: (torch.rand(2, 1, side, side, generator=gen) - 0.5) * 12 ** 0.5
    k, width, tags = K, settings.resnet[-1], len(names)
    output = lambda name, feature, shape, meaning, dtype="float32": {
        "name": name, "feature": feature, "dtype": dtype, "shape": shape, "meaning": meaning}
    jobs = {
        "vision": (VisionOutputs(vision, views), 224, {
            "name": "vision-compact", "feature": "PATCH_TOKENS", "expectedP95Ms": 200,
            "description": "Small ResNet: 7x7 patch tokens, finding tags and their class activation maps.",
            "outputs": [output("patch_tokens", "PATCH_TOKENS", [49, width], "7x7 feature map, rows top to bottom, left to right"),
                        output("finding_tags", "FINDING_TAGS", [tags], "sigmoid probability per tag of 'labels'; not calibrated"),
                        output("activation_maps", "ACTIVATION_MAPS", [14, 7, 7], "sigmoid of the activation maps of the first 14 labels; provenance weak"),
                        output("view_scores", "VIEW_SCORES", [3], "probabilities of the views; they add up to 1")],
            "labels": list(names), "views": VIEWS, "takesViews": ["frontal", "lateral"], "trainingData": [IU]}),
        "lvm-med": (Latent(segmenter.unet.encoder), 256, {
            "name": "lvm-med-compact", "feature": "LATENT_VECTOR", "expectedP95Ms": 150,
            "description": "Mean over the bottleneck of the compact segmenter: a global latent of the film.",
            "outputs": [output("latent", "LATENT_VECTOR", [settings.unet[-1]], "global mean of the U-Net bottleneck")],
            "takesViews": ["frontal"], "trainingData": [JSRT, SHENZHEN, IU]}),
        "cxas": (segmenter, 256, {
            "name": "cxas-compact", "feature": "SEGMENTATION", "expectedP95Ms": 300,
            "description": "Compact U-Net: lungs, heart and clavicles measured, zones, diaphragm, mediastinum and spine derived, pathologies as weak maps.",
            "outputs": [output("masks", "SEGMENTATION", [k, 256, 32], "bit-packed along x, LSB first: p > 0.5, derived regions, cells of a weak map above half its peak", "uint8"),
                        output("pooled", "SEGMENTATION", [k, 16, 16], "average-pooled probability; of a weak class the activation map"),
                        output("mean_probability", "SEGMENTATION", [k], "mean probability inside the mask, of a derived class that of its least certain parent, of a weak class that of the film; 0 if empty")],
            "catalogue": [{"id": c["id"], "name": c["name"], "kind": c["kind"], "superclass": (c["superclasses"] or [""])[0], "provenance": origin.get(c["id"], "untrained"), "codes": c["codes"]}
                          for c in CLASSES],
            "takesViews": ["frontal"], "trainingData": [JSRT, SHENZHEN, IU]}),
    }
    parity = {}
    for folder, (module, side, manifest) in jobs.items():
        where = out / folder
        where.mkdir(parents=True, exist_ok=True)
        names_out = [o["name"] for o in manifest["outputs"]]
        parity[folder] = export_graph(module.eval(), (noise(side),), ["image"], names_out, where / "model.onnx", bits={"masks": 0.05 if settings.smoke else 1e-3})
        head = {"schema": "asarg.specialist-bundle/1", "name": manifest["name"], "version": VERSION, "licence": LICENCE,
                "description": manifest["description"], "feature": manifest["feature"],
                "pixelProfile": {"id": "rank-squash@1", "width": side, "height": side},
                "model": {"file": "model.onnx", "sha256": sha256(where / "model.onnx")}, "input": "image"}
        write_json(where / "manifest.json", {**head, **{a: b for a, b in manifest.items() if a not in head}, "metrics": metrics.get(folder, {})})
    return parity


def export_fusion(settings, out, fusion, decoder, tokenizer, names, slot, generation, metrics):
    """fusion folder; `slot` = {"thresholds", "normal"} of the tags and {"given"}: class ids that training had. Needs the specialist folders beside it."""
    variant, rows = fusion.variant, fusion.rows
    where = out / "fusion"
    where.mkdir(parents=True, exist_ok=True)
    fusion, decoder = (round_half(copy.deepcopy(m).cpu()) for m in (fusion, decoder))
    k, width, latent, tags, d = K, settings.resnet[-1], settings.unet[-1], len(names), settings.hidden
    gen = torch.Generator().manual_seed(6)
    rand = lambda *shape: torch.rand(*shape, generator=gen)
    flag = lambda n: (rand(2, n) > 0.3).float()
    give = (rand(2, 49, width), flag(1), rand(2, latent), flag(1), rand(2, k, 16, 16), flag(k), flag(tags), flag(1))
    parity = {"projector": export_graph(FusionGraph(fusion).eval(), give, INPUTS, ["embeds"], where / "projector.onnx")}
    past_names = [f"past_{kind}_{l}" for l in range(settings.layers) for kind in ("key", "value")]
    new_names = [n.replace("past", "new") for n in past_names]
    shape = (2, settings.heads, 5, d // settings.heads)
    graph = DecoderGraph(decoder).eval()
    dynamic = {"inputs_embeds": {1: "step"}, **{n: {2: "past"} for n in past_names}, **{n: {2: "step"} for n in new_names}}
    args = (rand(2, 3, d) * 0.1, *(rand(*shape) for _ in past_names))
    inputs, outputs = ["inputs_embeds", *past_names], ["logits", *new_names]
    parity["decoder"] = export_graph(graph, args, inputs, outputs, where / "decoder.onnx", dynamic)
    from .graphs import check_parity
    empty = (rand(3, 64, d) * 0.1, *(torch.zeros(3, settings.heads, 0, d // settings.heads) for _ in past_names))
    parity["prefill"] = check_parity(graph, empty, inputs, outputs, where / "decoder.onnx")
    decoder.embed.weight.detach().numpy().astype("<f2").tofile(where / "embed_tokens.bin")
    tokenizer.save(str(where / "tokenizer.json"), pretty=False)
    write_json(where / "config.json", llama_config(settings))
    trained = {f: json.loads((out / f / "manifest.json").read_text()) for f in ("vision", "lvm-med", "cxas")}
    on = {f: {"name": m["name"], "sha256": m["model"]["sha256"]} for f, m in trained.items()}
    entry = lambda f: {"file": f, "sha256": sha256(where / f)}
    manifest = {
        "schema": "asarg.fusion-bundle/1", "name": "asarg-compact", "version": VERSION, "licence": LICENCE,
        "description": f"ASaRG-A fusion of the compact specialists ({VARIANTS[variant]}) and a small Llama-like report writer.",
        "slots": [
            {"name": "vision", "feature": "PATCH_TOKENS", "output": "patch_tokens", "shape": [49, width], "input": "patch_tokens", "presence": "vision_present", "trainedOn": on["vision"]},
            {"name": "lvm-med", "feature": "LATENT_VECTOR", "output": "latent", "shape": [latent], "input": "latent", "presence": "latent_present", "trainedOn": on["lvm-med"]},
            {"name": "cxas", "feature": "SEGMENTATION", "output": "pooled", "shape": [k, 16, 16], "classes": [c["id"] for c in CLASSES], "untrained": [c["id"] for c in CLASSES if c["id"] not in slot["given"]], "input": "pooled", "presence": "class_present", "trainedOn": on["cxas"]},
            {"name": "finding-tags", "feature": "FINDING_TAGS", "output": "finding_tags", "shape": [tags], "labels": list(names),
             "thresholds": [round(float(t), 6) for t in slot["thresholds"]], "normal": slot["normal"], "input": "tags", "presence": "tags_present", "trainedOn": on["vision"]},
        ],
        "gate": {"refuse": {"label": VIEWS[2], "above": REFUSE_ABOVE}},
        "projector": {**entry("projector.onnx"), "output": "embeds", "tokens": rows + 2},
        "decoder": {**entry("decoder.onnx"), "layers": settings.layers, "heads": settings.heads, "headDim": d // settings.heads,
                    "hidden": d, "vocabulary": settings.vocabulary, "maxPositions": 1024},
        "embedTokens": {**entry("embed_tokens.bin"), "dtype": "float16", "shape": [settings.vocabulary, d]},
        "tokenizer": entry("tokenizer.json"), "config": entry("config.json"),
        "tokens": {"bos": "<s>", "eos": "</s>"},
        "generation": {"maxNewTokens": 110, "minNewTokens": 25, "temperature": 0, "topP": 1, "seed": 0,
                       "guidance": 1.0, "guidanceMinProbability": 0.01, **generation},
        "metrics": metrics,
    }
    write_json(where / "manifest.json", manifest)
    return parity


def write_holdout(out, jsrt, shenzhen):
    """The films that no segmenter was trained on, by file stem."""
    write_json(out / "cxas" / "holdout.json", {"jsrt": jsrt, "shenzhen": shenzhen})


def llama_config(settings):
    return {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": settings.hidden,
            "intermediate_size": settings.intermediate, "num_hidden_layers": settings.layers, "num_attention_heads": settings.heads,
            "num_key_value_heads": settings.heads, "head_dim": settings.hidden // settings.heads, "vocab_size": settings.vocabulary,
            "max_position_embeddings": 1024, "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "hidden_act": "silu",
            "attention_bias": False, "mlp_bias": False, "tie_word_embeddings": True, "bos_token_id": 1, "eos_token_id": 2,
            "pad_token_id": 0, "torch_dtype": "float16"}


def patch_manifest(folder, **changes):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    for key, value in changes.items():
        manifest[key] = {**manifest.get(key, {}), **value} if isinstance(value, dict) else value
    write_json(path, manifest)
