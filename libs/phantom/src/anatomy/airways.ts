// SPDX-License-Identifier: Apache-2.0
import { channelOf } from '../catalogue.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { tube } from '../geometry/tube.js';
import type { Changes } from './changes.js';
import { type Material, type Part, part, soft } from './part.js';
import type { Thorax } from './thorax.js';

const air: Material = { kind: 'air', share: 1 };
/** Height of the fork of the windpipe, mm. */
export const carinaY = 84;

/** Larynx, windpipe, its fork, main bronchi; the gullet behind them. */
export function airwayParts(thorax: Thorax, changes: Changes): Part[] {
  const s = changes.shiftMm;
  const bend = (y: number): number => thorax.spineX(y) * 0.35;
  const trachea = tube(
    [
      [bend(-70), -70, -2, 9.4],
      [bend(-20), -20, 10, 9.2],
      [bend(30) + s * 0.6 - 1, 30, 22, 9.4],
      [bend(70) + s - 3, carinaY - 14, 30, 8.9],
      [bend(84) + s - 3, carinaY - 2, 33, 9],
    ],
    { stepsPerKnot: 8 },
  );
  const right = tube([
    [s - 9, carinaY + 3, 33, 6.4],
    [s - 18, carinaY + 16, 32, 6.6],
    [s - 34, carinaY + 36, 30, 5.4],
    [s - 46, carinaY + 62, 30, 3.6],
  ]);
  const left = tube([
    [s + 4, carinaY + 4, 33, 5.8],
    [s + 16, carinaY + 17, 30, 6],
    [s + 36, carinaY + 32, 28, 5.2],
    [s + 50, carinaY + 52, 32, 3.4],
  ]);
  const gullet = tube([
    [bend(-70) + 3, -70, 12, 6],
    [s + 4, 40, 38, 7],
    [s + 3, 120, 40, 7.5],
    [s + 8, 180, 36, 8],
    [18, 222, 22, 8],
  ]);
  return [
    part(trachea, air, [channelOf('trachea')]),
    part(ellipsoid([s - 3, carinaY + 7, 32], [19, 12, 9]), soft, [
      channelOf('tracheal bifurcation'),
    ]),
    part(right, { kind: 'air', share: 0.45 }, []),
    part(left, { kind: 'air', share: 0.45 }, []),
    part(gullet, soft, [channelOf('esophagus')]),
    part(ellipsoid([bend(-84), -84, -8], [12, 18, 11]), { kind: 'air', share: 0.8 }, []),
  ];
}
