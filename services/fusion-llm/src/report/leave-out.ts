// SPDX-License-Identifier: Apache-2.0
import type { SlotBinding } from '@asarg/contracts';
import { ServiceFailure } from '@asarg/service-kit';

/**
 * The bindings with the slots asked to be left out bound to nothing.
 * @throws ServiceFailure INVALID_ARGUMENT for a name that is no slot, or that of a required one.
 */
export function leaveOut(
  bindings: readonly SlotBinding[],
  without: readonly string[],
  required: readonly string[] = [],
): readonly SlotBinding[] {
  const unknown = without.find((name) => !bindings.some(({ slot }) => slot === name));
  if (unknown !== undefined) {
    const expected = bindings.map(({ slot }) => slot).join(', ');
    throw new ServiceFailure(
      'INVALID_ARGUMENT',
      `options.without: expected slots of ${expected}, found '${unknown.slice(0, 64)}'`,
    );
  }
  const needed = without.find((name) => required.includes(name));
  if (needed !== undefined) {
    throw new ServiceFailure(
      'INVALID_ARGUMENT',
      `options.without: expected slots that are not required, found '${needed}'`,
    );
  }
  return bindings.map((binding) =>
    without.includes(binding.slot)
      ? { ...binding, specialist: '', output: '', boundClasses: [], reason: 'left out as asked' }
      : binding,
  );
}
