// SPDX-License-Identifier: Apache-2.0
import type { DescribeResponse, ProbeResult, ShadowComparison } from '@asarg/contracts';
import type { SourceName } from './registry-source.js';

/** State of a registry entry, see the contract. */
export type EntryState =
  | 'DISCOVERED'
  | 'DESCRIBED'
  | 'PROBED'
  | 'SHADOW'
  | 'ACTIVE'
  | 'DRAINING'
  | 'UNREACHABLE'
  | 'QUARANTINED';

/** One entry of the registry as it is now: an instance of a specialist. */
export interface RegistryEntry {
  /** Name of the specialist. */
  readonly name: string;
  /** gRPC target, host:port; unique together with the name. */
  readonly address: string;
  readonly state: EntryState;
  /** Why, when the state is not ACTIVE; for people. */
  readonly reason: string;
  readonly source?: SourceName;
  /** What the specialist said of itself; kept while it is unreachable. */
  readonly description?: DescribeResponse;
  /** What makes instances interchangeable, see `versionOf`. */
  readonly version?: string;
  readonly probe?: ProbeResult;
  readonly shadow?: ShadowComparison;
}
