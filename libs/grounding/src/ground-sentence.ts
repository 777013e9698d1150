// SPDX-License-Identifier: Apache-2.0
import { anatomyOf } from './anatomy.js';
import type { EvidenceBase } from './evidence-base.js';
import { groundFinding } from './ground-finding.js';
import type { GroundedSentence, Region } from './grounded-sentence.js';
import { statedFindings } from './normal-statements.js';
import { sentenceOrder } from './verdict-rules.js';

/**
 * Checks one sentence against what the mesh knows of the frame. A sentence that states no finding
 * is not verifiable and has no regions; so is a finding for which nothing was measured. Never
 * throws for any text or missing evidence.
 */
export function groundSentence(text: string, base: EvidenceBase): GroundedSentence {
  const findings = statedFindings(text);
  const anatomy = anatomyOf(base.masks);
  const grounded = findings.map((finding) => groundFinding(finding, text, base, anatomy));
  const verdict =
    sentenceOrder.find((candidate) => grounded.some((g) => g.verdict === candidate)) ??
    'not_verifiable';
  return {
    findings,
    verdict,
    evidence: unique(
      grounded.flatMap((g) => g.evidence),
      (item) => `${item.kind} ${item.label} ${item.specialist} ${item.text}`,
    ),
    regions: unique(
      grounded.flatMap((g) => g.regions.map((region) => clipped(region, base.frame))),
      (item: Region) => `${item.specialist} ${item.classId} ${item.className}`,
    ),
    notes: [...new Set(grounded.flatMap((g) => g.notes))],
  };
}

function clipped(region: Region, frame: EvidenceBase['frame']): Region {
  const within = (value: number, size: number): number => Math.min(size, Math.max(0, value));
  const { x0, y0, x1, y1 } = region.box;
  return {
    ...region,
    box: {
      x0: within(x0, frame.width),
      y0: within(y0, frame.height),
      x1: within(x1, frame.width),
      y1: within(y1, frame.height),
    },
  };
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item] as const)).values()];
}
