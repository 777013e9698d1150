// SPDX-License-Identifier: Apache-2.0
import { maskArea } from '@asarg/tensor';
import { expect, test } from 'vitest';
import { drawFinding } from '../src/findings/draw-findings.js';
import { channelsOf } from '../src/findings/finding.js';
import { drawPhantom, findingKinds } from '../src/index.js';
import { createRandom } from '../src/random.js';
import { maskOf } from '../src/render/masks.js';

test.each(findingKinds)('%s has its masks, even at the least grade', (kind) => {
  const finding = { ...drawFinding(createRandom(51), kind), grade: 1 } as const;
  const { masks } = drawPhantom({ seed: 1, size: 128, findings: [finding] });
  for (const channel of channelsOf(finding)) {
    expect(maskArea(maskOf(masks, channel))).toBeGreaterThan(2);
  }
});
