// SPDX-License-Identifier: Apache-2.0
import type { ActiveVersion, DescribeResponse, SlotBinding } from '@asarg/contracts';
import type { RegistryEntry } from './registry-entry.js';

/** One version of a specialist that answers calls. */
export interface ServedVersion {
  /** Name of the specialist. */
  readonly specialist: string;
  readonly version: string;
  /** What every instance of it says of itself. */
  readonly description: DescribeResponse;
}

/** The registry at one moment. */
export interface RegistrySnapshot {
  /** Grows whenever reports begin to use something else. */
  readonly epoch: number;
  /** Every instance, by name and address. */
  readonly entries: readonly RegistryEntry[];
  /** What reports use: at most one version of each specialist, by name. */
  readonly active: readonly ServedVersion[];
  /** What runs beside them. */
  readonly shadows: readonly ServedVersion[];
  /** Which version of each specialist is used and which was before, by name. */
  readonly versions: readonly ActiveVersion[];
  /** Every slot, in the bundle's order. */
  readonly bindings: readonly SlotBinding[];
}
