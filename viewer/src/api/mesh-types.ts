// SPDX-License-Identifier: Apache-2.0

/** A class that a specialist of the mesh says it draws. */
export interface SpecialistClass {
  readonly id: number;
  readonly name: string;
  readonly superclasses: readonly string[];
  readonly provenance: string;
}

/** How a shadow version compares with the active one. */
export interface Comparison {
  readonly reports: number;
  readonly failures: number;
  readonly classes: readonly { readonly classId: number; readonly dice: number }[];
  readonly outputs: readonly { readonly output: string; readonly cosine: number }[];
  /** Mean share of report words that differ, 0 to 1. */
  readonly textDifference: number;
  readonly waitsFor: string;
}

/** An instance of a specialist of the mesh, as far as this page shows it. */
export interface Specialist {
  readonly name: string;
  readonly state: string;
  readonly address?: string;
  readonly source?: string;
  /** Empty until it answered. */
  readonly version?: string;
  readonly reason?: string;
  readonly model?: { readonly name: string } | null;
  readonly shadow?: Comparison | null;
  readonly classes?: readonly SpecialistClass[];
}

/** What feeds a slot of the fusion. */
export interface Binding {
  readonly slot: string;
  /** Empty if nobody feeds it. */
  readonly specialist: string;
  /** Catalogue ids that the slot was trained on. */
  readonly slotClasses: readonly number[];
}

/** Who is in the mesh and what reports use of it. */
export interface Registry {
  readonly specialists: readonly Specialist[];
  readonly bindings: readonly Binding[];
  readonly epoch?: number;
}
