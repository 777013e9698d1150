// SPDX-License-Identifier: Apache-2.0

/**
 * Seed of the gaps between requests, in the mesh and in the simulation. The mean of its first 40
 * and 80 gaps is within 2 % of what it should be, so that the load is the one that is named.
 */
export const arrivalsSeed = 26;
