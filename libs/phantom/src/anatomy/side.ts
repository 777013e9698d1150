// SPDX-License-Identifier: Apache-2.0

/** The patient's side. */
export type Side = 'right' | 'left';

export const sides: readonly Side[] = ['right', 'left'];

/** Sign of x on that side. */
export function signOf(side: Side): -1 | 1 {
  return side === 'right' ? -1 : 1;
}
