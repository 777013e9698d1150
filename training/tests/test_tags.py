# SPDX-License-Identifier: Apache-2.0
"""Thresholds of the tag prompt on scores whose best cut is known."""
import sys
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from asarg_training.tags import LABELS, best_f1_threshold, prompt_thresholds  # noqa: E402


class TagsTest(unittest.TestCase):
    def test_the_best_cut_is_found(self):
        scores = np.concatenate([np.linspace(0.6, 0.9, 20), np.linspace(0.1, 0.5, 80)])
        positive = np.arange(100) < 20
        threshold = best_f1_threshold(scores, positive)
        np.testing.assert_array_equal(scores > threshold, positive)

    def test_a_label_that_cannot_be_told_stays_silent(self):
        scores = np.random.RandomState(0).rand(1000)
        self.assertEqual(best_f1_threshold(scores, np.arange(1000) % 50 == 0), 1.01)

    def test_mesh_tags_are_on_for_a_share_of_the_films(self):
        rng = np.random.RandomState(1)
        scores, targets = rng.rand(1000, LABELS + 2), np.zeros((1000, LABELS + 2), np.float32)
        targets[:100, LABELS] = 1
        thresholds = prompt_thresholds(scores, targets)
        self.assertAlmostEqual((scores[:, LABELS] > thresholds[LABELS]).mean(), 0.15, places=2)
        self.assertGreater(thresholds[LABELS + 1], 1)


if __name__ == "__main__":
    unittest.main()
