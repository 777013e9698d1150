// SPDX-License-Identifier: Apache-2.0
import { caseGroups, type ConformanceCase } from './conformance-case.js';

/**
 * The cases of the given ids or groups, with those that they need, in order; all if none is given.
 * @throws RangeError for an id that is neither.
 */
export function selectCases(
  cases: readonly ConformanceCase[],
  only: readonly string[] = [],
): readonly ConformanceCase[] {
  if (only.length === 0) {
    return cases;
  }
  const unknown = only.find((name) => !cases.some(({ id, group }) => [id, group].includes(name)));
  if (unknown !== undefined) {
    throw new RangeError(
      `expected groups (${caseGroups.join(', ')}) or ids of cases such as stream.chunks; ` +
        `found "${unknown}"`,
    );
  }
  const wanted = new Set<string>();
  const want = (one: ConformanceCase): void => {
    if (!wanted.has(one.id)) {
      wanted.add(one.id);
      cases.filter(({ id }) => one.needs?.includes(id)).forEach(want);
    }
  };
  cases.filter(({ id, group }) => only.includes(id) || only.includes(group)).forEach(want);
  return cases.filter(({ id }) => wanted.has(id));
}
