# SPDX-License-Identifier: Apache-2.0
"""The labeler against libs/grounding/rules/golden.json (python -m unittest discover training/tests)."""
import json
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "training"))
from asarg_training.labeler import Labeler  # noqa: E402

GOLDEN = json.loads((ROOT / "libs/grounding/rules/golden.json").read_text())


class LabelerTest(unittest.TestCase):
    def setUp(self):
        self.labeler = Labeler()

    def test_sentences(self):
        key = lambda findings: {json.dumps(f, sort_keys=True) for f in findings}
        for item in GOLDEN["sentences"]:
            with self.subTest(item["text"]):
                self.assertEqual(key(self.labeler.findings(item["text"])), key(item["findings"]))

    def test_reports(self):
        for item in GOLDEN["reports"]:
            with self.subTest(item["text"]):
                self.assertEqual(self.labeler.labels(item["text"]), item["labels"])


if __name__ == "__main__":
    unittest.main()
