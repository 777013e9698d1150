# SPDX-License-Identifier: Apache-2.0
"""The whole pipeline on drawn films: train two steps a stage, export, check parity, decode, score; twice, byte for byte."""
import hashlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TRAIN = Path(__file__).resolve().parents[1] / "train.py"


def run(root, *more):
    """One smoke run below `root`; returns its bundle folder."""
    out = Path(root) / "bundle"
    subprocess.run([sys.executable, str(TRAIN), "--smoke", "--work", f"{root}/work", "--out", str(out), *more], check=True)
    return out


def digests(folder):
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


class SmokeTest(unittest.TestCase):
    def test_two_runs_write_the_same_bundle(self):
        with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
            out = run(first, "--ablation", f"{first}/ablation", "--seeds", "1")
            self.check_bundle(out)
            self.check_ablation(Path(first) / "ablation")
            self.assertEqual(digests(out), digests(run(second)))

    def check_bundle(self, out):
        manifest = json.loads((out / "fusion" / "manifest.json").read_text())
        self.assertEqual([s["name"] for s in manifest["slots"]], ["vision", "lvm-med", "cxas", "finding-tags"])
        self.assertEqual(len(manifest["slots"][2]["classes"]), 212)
        catalogue = json.loads((out / "cxas" / "manifest.json").read_text())["catalogue"]
        self.assertEqual(sum(c["provenance"] == "measured" for c in catalogue), 5)
        self.assertTrue(json.loads((out / "cxas" / "holdout.json").read_text())["jsrt"])
        for folder in ("vision", "lvm-med", "cxas", "fusion"):
            self.assertTrue((out / folder / "README.md").read_text())
        self.assertTrue(json.loads((out / "fusion" / "golden.json").read_text())["generation"]["cases"])

    def check_ablation(self, folder):
        runs = json.loads((folder / "runs.json").read_text())["runs"]
        self.assertEqual({r["variant"] for r in runs}, {"vision", "features", "maps-20", "maps-212", "addition", "replacement", "mixing"})
        for r in runs:
            self.assertTrue((folder / r["reports"]).read_text().splitlines())


if __name__ == "__main__":
    unittest.main()
