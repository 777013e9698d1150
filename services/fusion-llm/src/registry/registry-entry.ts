// SPDX-License-Identifier: Apache-2.0
import type { DescribeResponse } from '@asarg/contracts';

/** State of a registry entry, see the contract. */
export type EntryState = 'DISCOVERED' | 'ACTIVE' | 'UNREACHABLE' | 'QUARANTINED';

/** One entry of the registry as it is now. */
export interface RegistryEntry {
  /** Unique name. */
  readonly name: string;
  /** gRPC target, host:port. */
  readonly address: string;
  readonly state: EntryState;
  /** Why, when the state is not ACTIVE; for people. */
  readonly reason: string;
  /** What the specialist said of itself; kept while it is unreachable. */
  readonly description?: DescribeResponse;
}
