# SPDX-License-Identifier: Apache-2.0
"""rank-squash@1: resampling, equalisation, and the batch version used in training."""
import sys
import unittest
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from asarg_training.golden import frame  # noqa: E402
from asarg_training.profile import area_resample, rank_batch, rank_squash  # noqa: E402


class ProfileTest(unittest.TestCase):
    def test_area_mean_is_kept(self):
        image = frame(60, 40)
        self.assertAlmostEqual(area_resample(image, 16, 24).mean(), image.mean(), places=9)

    def test_same_size_is_identity(self):
        np.testing.assert_array_equal(area_resample(frame(32, 32), 32, 32), frame(32, 32))

    def test_uniform_output(self):
        x = rank_squash(frame(500, 333), 224, 224)
        self.assertEqual(x.shape, (1, 224, 224))
        self.assertAlmostEqual(float(x.mean()), 0, places=4)
        self.assertAlmostEqual(float(x.std()), 1, places=2)

    def test_constant_image_is_zero(self):
        self.assertTrue((rank_squash(np.full((9, 9), 7), 16, 16) == 0).all())

    def test_exposure_does_not_matter(self):
        image = frame(224, 224)
        np.testing.assert_array_equal(rank_squash(image, 224, 224), rank_squash(image * 3 + 11, 224, 224))

    def test_batch_agrees(self):
        image = frame(224, 224)
        batch = rank_batch(torch.from_numpy(image.astype(np.float32))[None])
        self.assertLess(float(np.abs(batch.numpy()[0] - rank_squash(image, 224, 224)).mean()), 1e-3)


if __name__ == "__main__":
    unittest.main()
