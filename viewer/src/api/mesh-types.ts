// SPDX-License-Identifier: Apache-2.0

/** A class that a specialist of the mesh says it draws. */
export interface SpecialistClass {
  readonly id: number;
  readonly name: string;
  readonly superclasses: readonly string[];
  readonly provenance: string;
}

/** A specialist of the mesh, as far as this page shows it. */
export interface Specialist {
  readonly name: string;
  readonly state: string;
  readonly classes?: readonly SpecialistClass[];
}
