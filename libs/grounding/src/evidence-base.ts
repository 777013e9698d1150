// SPDX-License-Identifier: Apache-2.0

/** How a class came to be; what may rest on it is in {@link mayGround}. */
export type Provenance = 'measured' | 'derived' | 'weak' | 'synthetic' | 'untrained';

/**
 * From a grid to pixels of the frame: x = xx*column + xy*row + x0, y = yx*column + yy*row + y0.
 * Coordinates are those of pixel corners.
 */
export interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** A half-open box [x0, x1) x [y0, y1). */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/**
 * One segmentation mask. `bits` has height rows of ceil(width / 8) bytes, least significant bit
 * first. Area and box are recomputed from the bits; the fields are here so that a specialist's
 * statistics can be handed over as they come.
 */
export interface ClassMask {
  /** Registry entry that drew it. */
  readonly specialist: string;
  /** Catalogue id (CXAS). */
  readonly classId: number;
  /** Catalogue name; left and right are the patient's. */
  readonly name: string;
  readonly superclass?: string;
  readonly provenance: Provenance;
  /** Columns of the grid. */
  readonly width: number;
  /** Rows of the grid. */
  readonly height: number;
  readonly bits: Uint8Array;
  /** Pixels set, in the grid. */
  readonly area?: number;
  /** Mean probability inside the mask, in [0, 1]. */
  readonly meanProbability: number;
  /** Bounding box in the grid. */
  readonly box?: Box;
  readonly affine: Affine;
}

/** What a classifier says of the frame: one probability and threshold in (0, 1) per label. */
export interface FindingTags {
  readonly specialist: string;
  readonly labels: readonly string[];
  readonly probabilities: ArrayLike<number>;
  readonly thresholds: ArrayLike<number>;
}

/** Class activation maps, labels x rows x columns, values in [0, 1]. */
export interface ActivationMaps {
  readonly specialist: string;
  readonly labels: readonly string[];
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
  readonly affine: Affine;
}

/** All that the mesh knows of one frame. */
export interface EvidenceBase {
  readonly masks: readonly ClassMask[];
  readonly tags?: FindingTags;
  readonly activations?: ActivationMaps;
  /** Size of the frame in pixels. */
  readonly frame: { readonly width: number; readonly height: number };
}

/** Whether a verdict may rest on a class: synthetic and untrained classes never ground anything. */
export function mayGround(provenance: Provenance): boolean {
  return provenance === 'measured' || provenance === 'derived' || provenance === 'weak';
}

const strength: Readonly<Record<Provenance, number>> = {
  measured: 4,
  derived: 3,
  weak: 2,
  synthetic: 1,
  untrained: 0,
};

/** The weakest of some provenances: a measurement is no better than its worst part. */
export function weakestOf(provenances: readonly Provenance[]): Provenance {
  return provenances.reduce((a, b) => (strength[b] < strength[a] ? b : a), 'measured');
}

/** Positive if a is the stronger provenance, negative if b is. */
export function compareProvenance(a: Provenance, b: Provenance): number {
  return strength[a] - strength[b];
}
