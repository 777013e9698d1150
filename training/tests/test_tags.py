# SPDX-License-Identifier: Apache-2.0
"""Which tags are on."""
import sys
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from asarg_training.tags import SHARE, predict_tags, prompt_thresholds  # noqa: E402


class TagsTest(unittest.TestCase):
    def test_tags_are_on_for_a_share_of_the_films(self):
        rng = np.random.RandomState(1)
        scores, targets = rng.rand(1000, 3), np.zeros((1000, 3), np.float32)
        targets[:100, 0], targets[:400, 1] = 1, 1
        on = (scores > prompt_thresholds(scores, targets)).mean(0)
        np.testing.assert_allclose(on, [SHARE * 0.1, SHARE * 0.4, 0], atol=0.002)

    def test_normal_tags_go_off_beside_a_finding(self):
        names = [f"label {k}" for k in range(13)] + ["No Finding", "mesh/normal", "mesh/opacity"]
        scores = np.full((2, 16), 0.9)
        scores[0, :13] = 0.1
        tags = predict_tags(scores, np.full(16, 0.5), names)
        np.testing.assert_array_equal(tags[0], [0] * 13 + [1, 1, 1])
        np.testing.assert_array_equal(tags[1], [1] * 13 + [0, 0, 1])


if __name__ == "__main__":
    unittest.main()
