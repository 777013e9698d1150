// SPDX-License-Identifier: Apache-2.0

/** Lower-case name of an enum's value; 'unspecified' for one that this program does not know. */
export function enumName(values: Readonly<Record<string, number>>, value: number): string {
  const found = Object.entries(values).find(([, one]) => one === value && value > 0);
  return found?.[0].toLowerCase() ?? 'unspecified';
}
