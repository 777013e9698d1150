// SPDX-License-Identifier: Apache-2.0

/** The specialists that are shipped. */
export const specialists: readonly string[] = ['vision', 'lvm-med', 'cxas'];

/** All services. */
export const serviceNames: readonly string[] = [...specialists, 'fusion-llm', 'gateway'];

/**
 * Resident memory under load in MB, largest: specialists one frame at a time (docs/benchmarks.md,
 * "Requests that wait run together"), fusion-llm and the gateway from its runs under load.
 */
export const residentMb: Readonly<Record<string, number>> = {
  vision: 340,
  'lvm-med': 325,
  cxas: 490,
  'fusion-llm': 450,
  gateway: 800,
};
