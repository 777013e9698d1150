// SPDX-License-Identifier: Apache-2.0

/**
 * Whether a version is newer than another: by precedence of semantic versions (semver.org, section
 * 11, build metadata apart), and of equal ones the one that was listed later.
 * @param listed all versions in the order in which they were listed
 */
export function isNewer(one: string, other: string, listed: readonly string[]): boolean {
  const precedence = comparePrecedence(one, other);
  return precedence !== 0 ? precedence > 0 : listed.indexOf(one) > listed.indexOf(other);
}

function comparePrecedence(a: string, b: string): number {
  const [coreA, preA] = partsOf(a);
  const [coreB, preB] = partsOf(b);
  const core = compareParts(coreA, coreB);
  if (core !== 0 || (preA.length === 0 && preB.length === 0)) {
    return core;
  }
  // A pre-release comes before its release.
  if (preA.length === 0 || preB.length === 0) {
    return preA.length === 0 ? 1 : -1;
  }
  return compareParts(preA, preB);
}

/** The dotted parts of the core and of the pre-release. */
function partsOf(version: string): [core: string[], pre: string[]] {
  const [release = ''] = version.split('+', 1);
  const dash = release.indexOf('-');
  return dash < 0
    ? [release.split('.'), []]
    : [release.slice(0, dash).split('.'), release.slice(dash + 1).split('.')];
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const compared = comparePart(a[i], b[i]);
    if (compared !== 0) {
      return compared;
    }
  }
  return 0;
}

/** Numbers compare as numbers and come before words; fewer parts come before more. */
function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined || a === b) {
    return a === b ? 0 : a === undefined ? -1 : 1;
  }
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumberA && isNumberB) {
    return Math.sign(Number(a) - Number(b));
  }
  return isNumberA !== isNumberB ? (isNumberA ? -1 : 1) : a < b ? -1 : 1;
}
