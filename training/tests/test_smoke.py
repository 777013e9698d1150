# SPDX-License-Identifier: Apache-2.0
"""The whole pipeline on synthetic data: train two steps a stage, export, check parity, decode, score."""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TRAIN = Path(__file__).resolve().parents[1] / "train.py"


class SmokeTest(unittest.TestCase):
    def test_smoke_run_writes_a_bundle(self):
        with tempfile.TemporaryDirectory() as root:
            out = Path(root) / "bundle"
            subprocess.run([sys.executable, str(TRAIN), "--smoke", "--work", f"{root}/work", "--out", str(out)], check=True)
            manifest = json.loads((out / "fusion" / "manifest.json").read_text())
            self.assertEqual([s["name"] for s in manifest["slots"]], ["vision", "lvm-med", "cxas", "finding-tags"])
            self.assertEqual(manifest["projector"]["tokens"], 49 + 2 * 212 + 2)
            for folder in ("vision", "lvm-med", "cxas"):
                self.assertTrue((out / folder / "README.md").read_text())
            self.assertTrue(json.loads((out / "fusion" / "golden.json").read_text())["generation"]["cases"])


if __name__ == "__main__":
    unittest.main()
