# SPDX-License-Identifier: Apache-2.0
"""The fusion of arXiv 2507.16623: row counts, parameters, streams that must not touch each other."""
import sys
import unittest
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from asarg_training.catalogue import CHANNEL_OF, K, SUPERCLASSES  # noqa: E402
from asarg_training.fusion import VARIANTS, Fusion, FusionGraph, Grouping  # noqa: E402


def inputs(k, n=2, seed=0, patches=49, width=384, latent=224, grid=16, tags=11):
    gen = torch.Generator().manual_seed(seed)
    rand = lambda *shape: torch.rand(*shape, generator=gen)
    ones = torch.ones
    return [rand(n, patches, width), ones(n, 1), rand(n, latent), ones(n, 1), rand(n, k, grid, grid), ones(n, k), (rand(n, tags) > 0.5).float(), ones(n, 1)]


def small(variant, seed=0):
    torch.manual_seed(seed)
    return Fusion(variant, 256, 49, 384, 224, 256, 11).eval()


class FusionTest(unittest.TestCase):
    def test_rows_of_every_variant(self):
        rows = {"vision": 49, "features": 69, "maps-20": 89, "maps-212": 473, "addition": 49, "replacement": 49, "mixing": 49}
        self.assertEqual(set(rows), set(VARIANTS))
        for variant, expected in rows.items():
            fusion = small(variant)
            out = FusionGraph(fusion)(*inputs(K))
            self.assertEqual(tuple(out.shape), (2, expected + 2, 256), variant)
            self.assertEqual(fusion.rows, expected)

    def test_added_parameters_at_the_papers_size(self):
        fusion = Fusion("maps-212", 1024, 576, 1024, 2048, 1024, 1)
        parts = [fusion.latent, fusion.regional, fusion.locate, fusion.spatial]
        count = sum(p.numel() for part in parts for p in part.parameters()) + fusion.classes.numel()
        self.assertEqual(count, 6_556_772)

    def test_patch_rows_are_the_same_in_all_concatenating_variants(self):
        base = small("vision")
        expected = base(*inputs(20))[:, :49]
        for variant, k in (("features", 20), ("maps-20", 20), ("maps-212", 212)):
            fusion = small(variant, 1).start_from(base)
            torch.testing.assert_close(fusion(*inputs(k))[:, :49], expected, rtol=0, atol=1e-6)

    def test_an_absent_stream_leaves_no_trace(self):
        fusion = small("maps-212")
        for flag, tensor in ((1, 0), (3, 2), (5, 4), (7, 6)):
            a, b = inputs(K), inputs(K)
            a[flag], b[flag] = torch.zeros_like(a[flag]), torch.zeros_like(b[flag])
            b[tensor] = torch.randn_like(b[tensor])
            torch.testing.assert_close(fusion(*a), fusion(*b), rtol=0, atol=0)

    def test_a_present_stream_matters(self):
        fusion = small("maps-212")
        for tensor in (0, 2, 4, 6):
            changed = inputs(K)
            changed[tensor] = 1 - changed[tensor]
            self.assertGreater(float((fusion(*inputs(K)) - fusion(*changed)).abs().max()), 1e-4)

    def test_grouping_takes_the_maximum_of_the_members_present(self):
        pooled, present = torch.zeros(1, K, 16, 16), torch.zeros(1, K)
        right, left = CHANNEL_OF[135], CHANNEL_OF[136]
        pooled[0, right, 3, 4], pooled[0, left, 3, 4], present[0, right] = 0.25, 0.75, 1
        maps, on = Grouping()(pooled, present)
        halves = SUPERCLASSES.index("lung halves")
        self.assertEqual(float(maps[0, halves, 3, 4]), 0.25)
        self.assertEqual([int(k) for k in np.where(on[0])[0]], [halves])


if __name__ == "__main__":
    unittest.main()
