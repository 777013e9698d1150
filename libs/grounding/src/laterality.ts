// SPDX-License-Identifier: Apache-2.0
import type { Laterality } from './finding.js';
import type { LabelerRules } from './rules.js';
import type { Span, Token, Windows } from './tokens.js';

/** Step 9: the side word nearest to a span; "left and right" is bilateral. */
export function lateralityOf(
  rules: LabelerRules,
  tokens: readonly Token[],
  span: Span,
  windows: Windows,
): Laterality {
  const sideAt = (index: number): Laterality | undefined => {
    const token = tokens[index];
    return token === undefined ? undefined : rules.sides.get(token.text);
  };
  for (const index of nearestFirst(span, windows, rules.lateralityWindow)) {
    const side = sideAt(index);
    if (side === undefined) continue;
    if (side === 'bilateral') return side;
    const opposite = side === 'left' ? 'right' : 'left';
    const joined = [-1, 1].some(
      (step) => tokens[index + step]?.text === 'and' && sideAt(index + 2 * step) === opposite,
    );
    return joined ? 'bilateral' : side;
  }
  return 'unspecified';
}

function nearestFirst(span: Span, windows: Windows, reach: number): number[] {
  const indices: number[] = [];
  for (let index = span.from; index < span.to; index += 1) indices.push(index);
  for (let distance = 1; distance <= reach; distance += 1) {
    if (distance <= windows.before.length) indices.push(span.from - distance);
    if (distance <= windows.after.length) indices.push(span.to + distance - 1);
  }
  return indices;
}
