# SPDX-License-Identifier: Apache-2.0
"""Geometry of the derived classes on a drawn chest: ellipses whose answers are known."""
import sys
import unittest
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from asarg_training.derived import DERIVED_IDS, Derived, largest_piece  # noqa: E402
from asarg_training.synthetic import phantom  # noqa: E402


def drawn():
    _, masks = phantom(np.random.RandomState(3), False)
    return torch.from_numpy(masks[None].astype(np.float32))


class DerivedTest(unittest.TestCase):
    def setUp(self):
        self.masks = drawn()
        out = Derived()(self.masks)[0].numpy() > 0
        self.of = {i: out[k] for k, i in enumerate(DERIVED_IDS)}
        self.right, self.left, self.heart = (self.masks[0, k].numpy() > 0 for k in (3, 4, 2))

    def test_zones_part_each_lung(self):
        for lung, zones in ((self.right, (141, 142, 143)), (self.left, (145, 146, 147))):
            parts = np.stack([self.of[i] for i in zones]).astype(int)
            np.testing.assert_array_equal(parts.sum(0), lung.astype(int))
            middles = [np.where(p)[0].mean() for p in parts]
            self.assertEqual(middles, sorted(middles))

    def test_unions(self):
        np.testing.assert_array_equal(self.of[134], self.right | self.left)
        np.testing.assert_array_equal(self.of[137], self.of[143] | self.of[147])
        np.testing.assert_array_equal(self.of[105], self.of[106] | self.of[107])

    def test_patients_left_is_on_the_images_right(self):
        self.assertLess(np.where(self.of[107])[1].mean(), np.where(self.of[106])[1].mean())

    def test_domes_touch_the_lungs_from_below(self):
        for dome, lung in ((self.of[107], self.right), (self.of[106], self.left)):
            self.assertTrue(dome.any())
            self.assertFalse((dome & lung).any())
            self.assertTrue((np.roll(lung, 8, 0) >= dome).all() or np.where(dome)[0].min() > np.where(lung)[0].mean())

    def test_mediastinum_lies_between_the_lungs_and_holds_the_heart(self):
        self.assertFalse((self.of[115] & (self.right | self.left) & ~self.heart).any())
        self.assertTrue(self.of[115][self.heart].all())
        self.assertFalse((self.of[116] & self.of[117]).any())
        self.assertLess(np.where(self.of[116])[0].max(), np.where(self.of[117])[0].min())

    def test_no_lungs_no_regions(self):
        empty = torch.zeros(1, 5, 256, 256)
        self.assertEqual(float(Derived()(empty).sum()), 0)
        one = self.masks.clone()
        one[:, 3] = 0
        out = Derived()(one)[0]
        self.assertEqual(float(out[DERIVED_IDS.index(2)].sum()), 0)
        self.assertEqual(float(out[DERIVED_IDS.index(141)].sum()), 0)

    def test_the_largest_piece_stays_and_its_holes_are_filled(self):
        masks = torch.zeros(1, 1, 256, 256)
        masks[0, 0, 40:160, 40:120] = 1
        masks[0, 0, 80:100, 60:80] = 0          # a hole
        masks[0, 0, 200:220, 200:220] = 1       # an island
        clean = largest_piece(masks)[0, 0]
        self.assertEqual(float(clean[80:100, 60:80].mean()), 1)
        self.assertEqual(float(clean[200:220, 200:220].sum()), 0)
        self.assertEqual(float(largest_piece(torch.zeros(1, 2, 256, 256)).sum()), 0)


if __name__ == "__main__":
    unittest.main()
