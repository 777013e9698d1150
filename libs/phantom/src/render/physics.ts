// SPDX-License-Identifier: Apache-2.0

/* Linear attenuation per mm at the effective energy of a chest film (about 60 keV). */

/** Soft tissue, a little less than water: fat is in it, and the beam hardens. */
export const softPerMm = 0.0172;
/** Inflated lung: about a quarter of soft tissue. */
export const lungShare = 0.25;
/** What soft tissue adds where it takes the place of lung. */
export const softOverLung = softPerMm * (1 - lungShare);
