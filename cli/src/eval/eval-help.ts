// SPDX-License-Identifier: Apache-2.0

/** Help of `asarg eval`. */
export const evalHelp = `asarg eval - score reports and masks against a data set of yours

Usage
  asarg eval report DIR|TAR [options]            every study through the mesh, scored
  asarg eval report --compare A.json B.json      paired p-values between two --json files
  asarg eval segmentation DIR|TAR [options]      Dice and IoU, or the heart's ratio against reports
  asarg eval ablation RUNS_DIR --data DIR        the results document of a trainer's runs

DIR holds reports.jsonl (uid, findings, split, images: [{id, projection}]) and films named by image
id, in folders or tars. A segmentation TAR holds img/ and mask/ (bits 1 right lung, 2 left lung,
4 heart, 8 right clavicle, 16 left clavicle; bit 1 alone: both lungs).

Options of report
  --split NAME         split to score, or all (default val, else all)
  --limit N            the first N studies only
  --reports FILE       score these texts ({"id", "text"} a line) instead of the mesh's
  --floors             also score what copies training reports: by pixels, features, tags
  --folds K            K folds by a hash of the id: mean and sd; floors copy from the other folds
  --without SLOTS      leave slots of the fusion out, such as cxas,lvm-med
  --gate warn          also report on what the input gate takes for no chest radiograph
  --seed N, --guidance G, --temperature T, --top-p P    as \`asarg report\`
  --name NAME          where results are kept: .asarg/eval/NAME; a rerun goes on from there
  --chexbert DIR       also label by CheXbert: your model.onnx and vocab.txt
  --radgraph FILE      also RadGraph F1 from your annotations: {id: {reference, candidate: {entities}}}
  --json FILE, --html FILE, --plots DIR                 write results, a page, SVG plots
  --swaps N            random swaps of --compare (default 10000)

Options of segmentation
  --names FILE         JSON of the film names to score (default: holdout.json of the cxas bundle)
  --all                every film of the archive
  --overlays N FILE.png    a contact sheet of N films with contours
  --split, --limit, --json as above

Options of ablation
  --out FILE           the document (default docs/results.md)
  --plots DIR          where its plots go (default images/results beside it)
  --swaps N            random swaps (default 10000)

  --url URL            gateway to use (default: ASARG_URL, port 8080, else a temporary mesh)
  --bundles DIR        bundles of a temporary mesh (default models/compact)
  -h, --help           this text

Result files hold report text of the data set: keep them to its terms.

Exit codes
  0  scored
  1  it failed, or some studies did; they are listed
  2  the command line is wrong
  130  interrupted; a rerun goes on

Research use only, not for diagnosis.
`;
