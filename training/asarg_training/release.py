# SPDX-License-Identifier: Apache-2.0
"""Exports the trained models as a bundle, calibrates and scores it, writes its cards and golden numbers."""
import numpy as np

from . import cards, evaluate, export, golden, tags, train_segmenter
from .bundle import Bundle
from .metrics import label_matrix


def write_bundle(s, corpus, r, labeler, t):
    names = r.names
    parity = export.export_specialists(s, s.out, t.vision, t.views, t.segmenter, t.weak, names, {})
    held = lambda source, chosen: [n for n, c in zip(corpus.names[source], chosen) if c]
    export.write_holdout(s.out, held("jsrt", train_segmenter.jsrt_holdout(len(corpus.jsrt))), corpus.names["shenzhen"][-min(66, len(corpus.shenzhen)):])
    slot = {"thresholds": t.thresholds, "normal": tags.normal_prompt(names), "given": set(export.provenance(t.weak))}
    parity.update(export.export_fusion(s, s.out, t.fusion, t.decoder, r.tokenizer, names, slot, {}, {}))
    print("parity (relative to max(1, max|x|)):", {k: f"{v:.1e}" for k, v in parity.items()})
    scores = evaluate_bundle(s, corpus, r, labeler, t)
    scores["parity"] = {k: float(f"{v:.2e}") for k, v in parity.items()}
    export.write_json(s.work / "scores.json", scores)
    cards.write_cards(s.out, scores)
    golden.write_golden(Bundle(s.out), s.out / "fusion" / "golden.json")


def evaluate_bundle(s, corpus, r, labeler, t):
    """Calibrates on val, writes the guidance strength into the manifest, returns all scores."""
    val, bundle = r.val, Bundle(s.out)
    index = [x.images[0] for x in val]
    references, val_targets = [x.findings for x in val], np.stack([r.target_of[x.uid] for x in val])
    truth = label_matrix(references, labeler)
    outputs = bundle.specialists(list(corpus.frontal[index]))
    c, table = evaluate.calibrate(bundle, outputs, references, truth, labeler, (1.0,) if s.smoke else evaluate.GUIDANCE)
    export.patch_manifest(s.out / "fusion", generation={"guidance": c})
    bundle = Bundle(s.out)
    report, texts = evaluate.controls(bundle, outputs, references, truth, val_targets, labeler, s.seed)
    (s.work / "val-texts.txt").write_text("\n".join(f"{x.uid}\t{t}" for x, t in zip(val, texts)))
    val_tags = bundle.tags(outputs["finding_tags"])
    scores = {"studies": len(val), "guidance": c, "calibration": table, "report": report, "weak": t.weak.auc, "weakClasses": len(t.weak.kept),
              "vision": evaluate.tag_scores(outputs["finding_tags"], val_targets, r.names, val_tags, truth),
              "gate": evaluate.gate_scores(bundle, gate_groups(s, corpus, val)),
              "segmenter": evaluate.segmenter_scores(bundle, corpus, outputs["masks"], truth[:, 1])}
    export.patch_manifest(s.out / "vision", metrics={"val": {k: scores["vision"][k] for k in ("macroAuc", "tags")}})
    for folder in ("lvm-med", "cxas"):
        export.patch_manifest(s.out / folder, metrics=scores["segmenter"] if folder == "cxas" else {})
    export.patch_manifest(s.out / "fusion", metrics={"split": "IU val", "studies": len(val), "guidanceChosenOn": "val",
                                                     **{k.replace(" ", "_"): v for k, v in report.items()}})
    return scores


def gate_groups(s, corpus, val):
    """Films that the gate must let through (none of them taught it) and drawings that it must refuse."""
    films = corpus.frontal[[i for x in val for i in x.images]]
    return {"IU val, frontal": films, "IU val, lateral": corpus.lateral[[i for x in val for i in x.laterals]],
            "JSRT hold-out": corpus.jsrt[train_segmenter.jsrt_holdout(len(corpus.jsrt))], "Shenzhen hold-out": corpus.shenzhen[-min(66, len(corpus.shenzhen)):],
            **evaluate.drawn_groups(films, 2 if s.smoke else 50)}
