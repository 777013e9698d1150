// SPDX-License-Identifier: Apache-2.0
import { channelOf } from '../catalogue.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { tube } from '../geometry/tube.js';
import type { Random } from '../random.js';
import type { Habitus } from './habitus.js';
import { type Material, type Part, part, soft } from './part.js';
import type { Thorax } from './thorax.js';

const gas: Material = { kind: 'air', share: 0.85 };
const thinGas: Material = { kind: 'air', share: 0.5 };

/** The organs under the diaphragm; gas in stomach and bowel is what shows of them. */
export function abdomenParts(thorax: Thorax, habitus: Habitus, random: Random): Part[] {
  const right = thorax.diaphragm.right.top;
  const left = thorax.diaphragm.left.top;
  const w = habitus.build;
  const [sx, sy] = [left[0] * 0.86, left[1] + 44];
  const bubble = random.between(0.5, 1.2);
  const parts = [
    part(ellipsoid([right[0] * 0.82, right[1] + 66, -4], [82 * w, 68, 76], 0.12), soft, [
      channelOf('liver'),
    ]),
    part(ellipsoid([sx, sy, 6], [44, 36, 36], -0.3), soft, [channelOf('stomach')]),
    part(ellipsoid([sx + 4, sy - 14, 2], [24 * bubble, 11 * bubble, 19]), gas, [
      channelOf('stomach'),
    ]),
    part(
      tube([
        [-14, right[1] + 108, -8, 12],
        [-44, right[1] + 112, 4, 13],
        [-48, right[1] + 150, 14, 13],
        [-20, right[1] + 172, 16, 12],
      ]),
      soft,
      [channelOf('duodenum')],
    ),
    part(ellipsoid([8, right[1] + 112, 12], [58, 13, 13], -0.16), soft, [channelOf('pancreas')]),
    part(ellipsoid([58 * w, left[1] + 108, 52], [27, 52, 24], -0.16), soft, [
      channelOf('kidney left'),
    ]),
    part(ellipsoid([-58 * w, right[1] + 126, 52], [27, 52, 24], 0.16), soft, [
      channelOf('kidney right'),
    ]),
  ];
  // The splenic flexure under the left dome, and loops below.
  for (let i = random.whole(1, 4); i > 0; i--) {
    const at = [
      left[0] * random.between(1.05, 1.45),
      left[1] + random.between(42, 84),
      -20,
    ] as const;
    parts.push(
      part(
        ellipsoid(at, [random.between(7, 15), random.between(6, 12), 12], random.between(-1, 1)),
        thinGas,
        [],
      ),
    );
  }
  for (let i = 0; i < 9; i++) {
    const at = [
      random.between(-75, 75),
      right[1] + random.between(158, 210),
      random.between(-50, -10),
    ] as const;
    parts.push(
      part(
        ellipsoid(at, [random.between(14, 30), 13, 14], random.between(-0.6, 0.6)),
        i % 3 === 0 ? thinGas : soft,
        [channelOf('small bowel')],
      ),
    );
  }
  return parts;
}
