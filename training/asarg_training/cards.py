# SPDX-License-Identifier: Apache-2.0
"""Model cards: README.md of every bundle folder, written from the measured scores."""
from .catalogue import K
from .derived import DERIVED_IDS
from .settings import CLASS_IDS
from .tags import SHARE
from .train_views import REFUSE_ABOVE
from .train_weak import LEAST_AUC
from .weak import WEAK_CLASSES

SPDX = "<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
USE = ("## Intended use\n\n**Research use, not for diagnosis.** For developing and testing the mesh, and for studying grounded report drafts. "
       "Not a medical device; no output may reach a patient's record or a clinical decision. Every screen that shows the text must say so.\n\n")
IU = ("* Indiana University / OpenI chest X-rays: CC BY-NC-ND 4.0. Studies of the public `train` split and studies outside the split; `val` was only used for "
      "the choices named below; the public test split was never read.\n")
JSRT = "* JSRT with SCR masks: research use, cite Shiraishi et al. 2000 and van Ginneken et al. 2006. 200 films for training, 47 held out.\n"
SHENZHEN = "* Shenzhen set (NLM): research use, cite Jaeger et al. 2014. Lung masks, cut at the middle column; the last 66 films held out.\n"
TERMS = ("\nNo image, report or mask of these sets is part of this folder. The weights were trained on them: whether the non-commercial and "
         "no-derivatives terms of a source reach trained weights is a question for a person to settle before any use beyond research.\n\n")
# Pictures are of drawn films only: no pixel of a data set may be published. Version 0.2.0 wrote these.
OUTLINES = ("Drawn films (`asarg phantom --count 24 --seed 11`, the first twelve) with the five measured outlines. Dense breasts and bases are taken out of the lungs or put into the "
            "heart; a clavicle that crosses a device breaks up. Real films fare better, and may not be shown here.\n\n"
            "![Twelve drawn chest radiographs with outlines of lungs, heart and clavicles; where a breast is dense the lung outline stops above it and the heart outline runs into it](../../../docs/images/compact/phantom-outlines.png)\n")
MISSES = ("Four of the films that `asarg phantom --count 24 --seed 11` draws, with a wrong report:\n\n"
          "![Four drawn chest radiographs](../../../docs/images/compact/phantom-misses.png)\n\n"
          "| drawn, from left to right | written |\n|---|---|\n"
          "| moderate left pneumothorax, granuloma in the right mid zone | \"... No focal infiltrate, pneumothorax or pleural effusion identified.\" |\n"
          "| small nodule in the right upper zone | \"... The lungs are clear. No evidence of active tuberculosis. ...\" |\n"
          "| consolidation in the left lower zone, small right effusion, free air under the diaphragm | \"... There is cardiomegaly. No pneumothorax, pleural effusion or airspace consolidation. ...\" |\n"
          "| nothing | \"Right-sided internal jugular central venous catheter with tip approximating the right atrium. ... There is a left lung opacity. ...\" |\n")
COLUMNS = ("micro13", "micro5", "micro14", "macro13", "macro5", "macro14", "example14", "bleu4", "rougeL", "distinct", "words")


def table(rows, columns=COLUMNS):
    cell = lambda v: "-" if v is None else (f"{v:.3f}" if isinstance(v, float) else str(v))
    lines = ["| system | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    return "\n".join(lines + [f"| {n} | " + " | ".join(cell(r.get(c)) for c in columns) + " |" for n, r in rows.items()]) + "\n\n"


def write_cards(out, scores):
    v, g, kept = scores["vision"], scores["segmenter"], {c.tag for c in WEAK_CLASSES}
    _write(out / "vision", "vision-compact", "A ResNet (6.3 M parameters) from scratch: patch tokens, finding tags, activation maps and view scores at 224 px, for frontal and lateral films.", IU,
           "## Scores on IU val\n\n" + f"{scores['studies']} studies with a frontal film and findings. Mean AUC over the tags with at least 5 val cases: **{v['macroAuc']}**. "
           f"Thresholded tags as a labeler (14 labels): micro-13 {v['tags']['micro13']}, micro-5 {v['tags']['micro5']}.\n\n"
           + "".join(f"* {n}: AUC {a}\n" for n, a in v["auc"].items() if "/" not in n) + "\n" + gate_table(scores["gate"]),
           "## Limits\n\nProbabilities are not calibrated: use the thresholds of the fusion manifest. Small and rare findings (nodules, granulomas, pneumothorax, fractures) "
           "are barely learned from 2.8 k films at 224 px. Activation maps are weak evidence: 7x7 cells, never trained on boxes. The label source is a rule labeler and MeSH terms. "
           "One hospital network, adults; other exposures, portable films and children are untested. The gate was taught with drawings, turned films and enlarged fragments: what it makes of "
           "other real images has to be measured where it is used.\n")
    _write(out / "lvm-med", "lvm-med-compact", "The encoder of cxas-compact; its global mean stands in for the LVM-Med latent.", JSRT + SHENZHEN + IU,
           "## Scores\n\nNo score of its own: see cxas-compact, and the ablation in `docs/results.md`.\n\n",
           "## Limits\n\nTrained for anatomy, not for disease: do not expect the latent to carry more than size and shape. It is not LVM-Med and holds none of its weights. Frontal films only.\n")
    seg = "".join(f"* {k}: **{d}**\n" for k, d in g["jsrtHoldoutDice"].items())
    weak = "".join(f"* {t}: {a}{'' if a >= LEAST_AUC else ' (too low: untrained)'}\n" for t, a in sorted(scores["weak"].items(), key=lambda x: -x[1]) if t in kept)
    _write(out / "cxas", "cxas-compact", "A U-Net (2.5 M parameters) at 256 px behind the 212-class schema of `libs/catalogue`. Left and right are the patient's.", JSRT + SHENZHEN + IU,
           "## Classes\n\n| provenance | classes | what they are |\n|---|---|---|\n"
           f"| measured | {len(CLASS_IDS)} | lungs, heart, clavicles: trained on masks drawn by people |\n"
           f"| derived | {len(DERIVED_IDS)} | zones, hemidiaphragms, mediastinum, spine column and unions: geometry on the measured ones, conventions rather than measurements |\n"
           f"| weak | {scores['weakClasses']} | activation maps of a small head on the frozen U-Net, kept where the out-of-fold AUC on the training films is at least {LEAST_AUC} |\n"
           f"| untrained | {K - len(CLASS_IDS) - len(DERIVED_IDS) - scores['weakClasses']} | in the schema, always empty |\n\n"
           "## Scores\n\nDice on 47 held-out JSRT films (exported graph, no post-processing):\n\n" + seg
           + f"\nLungs on 66 held-out Shenzhen films: right {g['shenzhenHoldoutDice']['right lung']}, left {g['shenzhenHoldoutDice']['left lung']}.\n\n"
           f"On IU val, where no masks exist: the cardiothoracic ratio (largest components) has percentiles 5/50/95 = {g['ctrPercentiles5_50_95']}, "
           f"is undefined on {g['ctrUndefined']} films, and alone predicts reported cardiomegaly with AUC **{g['ctrCardiomegalyAucVal']}**.\n\n"
           "Weak classes, out-of-fold AUC of their labels on the training films:\n\n" + weak + "\n",
           "## Limits and failure cases\n\nGas under the left diaphragm can become a small lung island; rotated or badly centred films give a misshapen heart; "
           "holes in the heart where the left base is dense. Keep the largest component and fill holes. Clavicles are the parts that SCR outlines (over the lungs). "
           "Heart and clavicles were only ever taught by JSRT (posterior-anterior, one exposure style) plus weak negatives. Areas need the true aspect ratio, because the frame is squashed. "
           "Derived classes inherit every error of their parents. A weak map shows where a classifier looks, on a 16x16 grid: it is no outline.\n\n" + OUTLINES)
    _write(out / "fusion", "asarg-compact", "ASaRG-A fusion and a 4-layer Llama-like decoder (3.5 M parameters, BPE 2,000), its language learned with the tag prompt, then trained in the paper's two stages.", IU, fusion_scores(scores),
           "## Limits and failure cases\n\n* Laterality is often wrong, severity words are guesses.\n* Findings are missed when the tag prompt misses them: the text follows the tags far more than "
           "the pixels; without the tag slot it falls back to a normal template.\n* Repeated and contradicting sentences are dropped by the mesh, not by the model.\n"
           "* Numbers and rare words go wrong (\"there is a 3.\"), and words repeat.\n* BLEU and ROUGE reward a constant normal report: judge by micro-13, micro-5, "
           "the shuffled control and the number of distinct reports.\n* val is small (294 studies; one cardiomegaly is 0.4 points): differences below 0.03 in F1 are noise.\n"
           "* The paper's gains from features and maps are not claimed: see the ablation with seeds in `docs/results.md`.\n\n" + MISSES)


def gate_table(gate):
    rows = "".join(f"| {n} | {r['films']} | {r['refused']:.3f} | {r['lateral']:.3f} |\n" for n, r in gate.items())
    return ("## Input gate\n\n" + f"Share of images refused (probability of 'other' above {REFUSE_ABOVE}) and called lateral; none of them taught the gate:\n\n"
            "| images | number | refused | lateral |\n|---|---|---|---|\n" + rows + "\n")


def fusion_scores(s):
    r = s["report"]
    grid = {f"c = {t['guidance']}": t for t in s["calibration"]}
    return ("## Scores on IU val\n\n" + f"{s['studies']} studies, exported graphs, onnxruntime, guided greedy decoding. Labels by CheXpert-lite on findings (U-zeros): not CheXbert. "
            f"A tag's threshold turns it on for {SHARE} x its prevalence on the training films; that rule and the guidance strength c = {s['guidance']} were **chosen on val** "
            "(grid below), so these figures are slightly optimistic.\n\n" + table(r)
            + f"95 % bootstrap interval over studies: micro-13 {r['model']['micro13Interval95']}, micro-5 {r['model']['micro5Interval95']}.\n\n"
            "\"shuffled\" feeds another study's film; \"oracle tags\" uses the reference labels as prompt; \"without\" sets the presence of slots to 0. "
            "Floors, p-values and the figures through the running mesh are in `docs/compact-bundle.md`.\n\n"
            "Grid on val:\n\n" + table(grid)
            + "Exported graphs and torch differ by less than 2e-3, relative to max(1, max|x|): asserted at export.\n\n"
            "`golden.json` holds expected numbers for formula images, for other implementations.\n\n")


def _write(folder, name, what, data, scores, limits):
    data = "## Training data and terms\n\n" + data + TERMS
    licence = ("## Licence of the weights\n\n`LicenseRef-ASaRG-Mesh-Research-Weights`: research use only, under the terms of the data sets named above.\n\n")
    (folder / "README.md").write_text(f"{SPDX}\n# {name}\n\n{what}\n\n" + USE + data + licence + scores + limits, encoding="utf-8")
