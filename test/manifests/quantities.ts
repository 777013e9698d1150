// SPDX-License-Identifier: Apache-2.0

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti'];

/** Mebibytes of a quantity of memory, such as `384Mi`. @throws Error if it is of another form. */
export function mebibytes(quantity: string): number {
  const [, count, unit] = /^(\d+)(Ki|Mi|Gi|Ti)?$/.exec(quantity) ?? [];
  if (count === undefined) throw new Error(`expected a quantity such as 384Mi, found ${quantity}`);
  return Number(count) * 1024 ** (binary.indexOf(unit ?? '') - 2);
}
