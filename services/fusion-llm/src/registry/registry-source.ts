// SPDX-License-Identifier: Apache-2.0

/** Where a listed instance comes from. */
export type SourceName = 'file' | 'lease' | 'kubernetes';

/** One instance of a specialist that a source lists. */
export interface ListedInstance {
  /** Name of the specialist; instances of one name and version are interchangeable. */
  readonly name: string;
  /** gRPC target, host:port; unique together with the name. */
  readonly address: string;
  /** DNS name that its certificate must have, with TLS. @default the host of the address */
  readonly serverName?: string;
}

/** An entry of a source that was refused, alone. */
export interface RefusedInstance extends ListedInstance {
  /** What was expected and what was found. */
  readonly reason: string;
}

/** All that a source lists at one moment. */
export interface Listing {
  readonly listed: readonly ListedInstance[];
  readonly refused: readonly RefusedInstance[];
}

/** Tells which instances there are. */
export interface RegistrySource {
  readonly name: SourceName;
  /** Begins to tell: every new listing, whole. Resolves after the first look. */
  start(onListing: (listing: Listing) => void): Promise<void>;
  close(): void;
}

const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
const addressPattern = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/;

/** Why a name cannot be a specialist's; undefined if it can. */
export function faultOfName(name: string | undefined): string | undefined {
  return name !== undefined && namePattern.test(name)
    ? undefined
    : `expected a name of a-z, 0-9 and '-', found ${quote(name)}`;
}

/** Why an address cannot be called; undefined if it can. */
export function faultOfAddress(address: string | undefined): string | undefined {
  const port = Number(addressPattern.exec(address ?? '')?.[1]);
  return port >= 1 && port <= 65535
    ? undefined
    : `expected an address host:port, found ${quote(address)}`;
}

function quote(value: string | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value.slice(0, 80));
}
