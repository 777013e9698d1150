// SPDX-License-Identifier: Apache-2.0
import { isIPv6 } from 'node:net';
import { z } from 'zod';

/** Label of an EndpointSlice that names its Service. */
export const serviceLabel = 'kubernetes.io/service-name';

/** A backend of a Service that takes new calls. */
export interface ReadyEndpoint {
  /** gRPC target, host:port; undefined if the slice tells no address. */
  readonly address: string | undefined;
  /** What tells its pod and port from others: it may be in two slices, one per address family. */
  readonly pod: string;
}

/** An EndpointSlice as far as callers care. */
export interface ServiceSlice {
  readonly sliceName: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it has endpoints, ready or not. */
  readonly isEmpty: boolean;
  /** Why its port cannot be told; undefined if it can. */
  readonly portFault?: string;
  readonly ready: readonly ReadyEndpoint[];
}

/** A slice that is none. */
export interface RefusedSlice {
  readonly sliceName: string;
  /** What was expected and what was found. */
  readonly reason: string;
}

const portSchema = z.object({
  name: z.string().nullish(),
  port: z.int().nullish(),
  protocol: z.string().nullish(),
});
const endpointSchema = z.object({
  addresses: z.array(z.string()),
  conditions: z
    .object({ ready: z.boolean().nullish(), terminating: z.boolean().nullish() })
    .nullish(),
  targetRef: z.object({ uid: z.string().nullish() }).nullish(),
});
const sliceSchema = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).nullish() }),
  addressType: z.string().nullish(),
  ports: z.array(portSchema).nullish(),
  endpoints: z.array(endpointSchema).nullish(),
});

type Slice = z.infer<typeof sliceSchema>;
type Endpoint = z.infer<typeof endpointSchema>;

/**
 * Reads EndpointSlices (discovery.k8s.io/v1), IPv4 before IPv6, then by name; an object that is none
 * is refused alone.
 * @param slices Objects as the API gave them, by their names.
 * @param port Name or number of the port wanted. @default `grpc`, or the only one
 */
export function readSlices(
  slices: ReadonlyMap<string, unknown>,
  port?: string,
): { readonly read: readonly ServiceSlice[]; readonly refused: readonly RefusedSlice[] } {
  const refused: RefusedSlice[] = [];
  const valid: { sliceName: string; slice: Slice }[] = [];
  for (const [sliceName, object] of slices) {
    const { success, data, error } = sliceSchema.safeParse(object);
    if (success) {
      valid.push({ sliceName, slice: data });
    } else {
      const { path, message } = error.issues[0]!;
      const reason = `expected an EndpointSlice, found at ${path.join('.') || 'the top'}: ${message}`;
      refused.push({ sliceName, reason });
    }
  }
  const read = valid.toSorted(byFamilyAndName).map(({ sliceName, slice }): ServiceSlice => {
    const { number, fault } = portOf(slice, port);
    const endpoints = slice.endpoints ?? [];
    return {
      sliceName,
      labels: slice.metadata.labels ?? {},
      isEmpty: endpoints.length === 0,
      ...(fault !== undefined && { portFault: fault }),
      ready: endpoints.filter(isReady).map((endpoint) => {
        const address = addressOf(endpoint, number);
        return { address, pod: `${endpoint.targetRef?.uid ?? address} ${number}` };
      }),
    };
  });
  return { read, refused };
}

/** Unknown counts as ready; one that is terminating drains, whatever else it says. */
function isReady({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false && conditions?.terminating !== true;
}

/** All addresses of an endpoint reach the same backend: the first will do. */
function addressOf({ addresses: [host] }: Endpoint, port: number | undefined): string | undefined {
  return host === undefined ? undefined : `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function portOf({ ports }: Slice, wanted?: string): { number?: number; fault?: string } {
  const usable = (ports ?? []).filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP');
  const named = usable.find(({ name }) => name === (wanted ?? 'grpc'));
  const chosen =
    wanted === undefined
      ? (named ?? (usable.length === 1 ? usable[0] : undefined))
      : (named ?? usable.find(({ port }) => String(port) === wanted));
  if (chosen?.port) {
    return { number: chosen.port };
  }
  const found = usable.map(({ name, port }) => `'${name ?? ''}' ${port ?? 'without a number'}`);
  const expected =
    wanted === undefined ? "named 'grpc' or only one" : `named or numbered '${wanted}'`;
  return { fault: `expected a TCP port ${expected}, found ${found.join(', ') || 'none'}` };
}

interface NamedSlice {
  readonly sliceName: string;
  readonly slice: Slice;
}

/** The names of the families happen to sort so, and either source order lists the same. */
function byFamilyAndName(a: NamedSlice, b: NamedSlice): number {
  return (
    compare(a.slice.addressType ?? '', b.slice.addressType ?? '') ||
    compare(a.sliceName, b.sliceName)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
