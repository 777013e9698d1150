// SPDX-License-Identifier: Apache-2.0
import { isIPv6 } from 'node:net';
import { z } from 'zod';
import {
  faultOfAddress,
  faultOfName,
  type ListedInstance,
  type Listing,
  type RefusedInstance,
} from '../registry-source.js';

/** Label that names the specialist; without it the Service's name does. */
const specialistLabel = 'asarg.dev/specialist';
const serviceLabel = 'kubernetes.io/service-name';
const portName = 'grpc';

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
 * What EndpointSlices (discovery.k8s.io/v1) list together: an instance per ready endpoint. A slice
 * or an endpoint that cannot be used is refused alone, under `<specialist>#<slice>`.
 * @param slices Objects as the API gave them, by their names.
 * @param namespace Where they are; a pod's certificate has the name `<service>.<namespace>.svc`, since
 * nobody can issue one for an address that a pod does not have yet. @default that of the address
 */
export function listingOfSlices(slices: ReadonlyMap<string, unknown>, namespace?: string): Listing {
  const listed = new Map<string, ListedInstance>();
  const pods = new Set<string>();
  const refused: RefusedInstance[] = [];
  const read: { sliceName: string; slice: Slice }[] = [];
  for (const [sliceName, object] of slices) {
    const { success, data, error } = sliceSchema.safeParse(object);
    if (success) {
      read.push({ sliceName, slice: data });
    } else {
      const { path, message } = error.issues[0]!;
      const reason = `expected an EndpointSlice, found at ${path.join('.') || 'the top'}: ${message}`;
      refused.push({ name: `slice#${sliceName}`, address: '', reason });
    }
  }
  for (const { sliceName, slice } of read.toSorted(byFamilyAndName)) {
    const { endpoints } = slice;
    // The slice of a Service without pods has neither endpoints nor ports: nothing is wrong.
    if (!endpoints?.length) {
      continue;
    }
    const name = slice.metadata.labels?.[specialistLabel] ?? slice.metadata.labels?.[serviceLabel];
    const { port, fault } = portOf(slice);
    const reason = faultOfName(name) ?? fault;
    const shown = `${faultOfName(name) === undefined ? name : 'slice'}#${sliceName}`;
    if (reason !== undefined) {
      refused.push({ name: shown, address: '', reason });
      continue;
    }
    const service = slice.metadata.labels?.[serviceLabel];
    const serverName = service && namespace && `${service}.${namespace}.svc`;
    for (const endpoint of endpoints.filter(isReady)) {
      const address = addressOf(endpoint, port);
      const addressFault = faultOfAddress(address);
      if (addressFault !== undefined) {
        refused.push({ name: shown, address: address ?? '', reason: addressFault });
        continue;
      }
      // A pod of two address families is in two slices, and is one instance all the same.
      const pod = `${name} ${endpoint.targetRef?.uid ?? address} ${port}`;
      const key = `${name} ${address}`;
      if (!pods.has(pod) && !listed.has(key)) {
        listed.set(key, { name: name!, address: address!, ...(serverName && { serverName }) });
      }
      pods.add(pod);
    }
  }
  return { listed: [...listed.values()], refused };
}

/** Unknown counts as ready; one that is terminating drains, whatever else it says. */
function isReady({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false && conditions?.terminating !== true;
}

/** All addresses of an endpoint reach the same backend: the first will do. */
function addressOf({ addresses: [host] }: Endpoint, port: number | undefined): string | undefined {
  return host === undefined ? undefined : `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function portOf({ ports }: Slice): { port?: number; fault?: string } {
  const usable = (ports ?? []).filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP');
  const chosen =
    usable.find(({ name }) => name === portName) ?? (usable.length === 1 ? usable[0] : undefined);
  if (chosen?.port) {
    return { port: chosen.port };
  }
  const found = usable.map(({ name, port }) => `'${name ?? ''}' ${port ?? 'without a number'}`);
  return {
    fault: `expected a TCP port named '${portName}' or only one, found ${found.join(', ') || 'none'}`,
  };
}

interface NamedSlice {
  readonly sliceName: string;
  readonly slice: Slice;
}

/** IPv4 before IPv6 (the names happen to sort so), so that either source order lists the same. */
function byFamilyAndName(a: NamedSlice, b: NamedSlice): number {
  return (
    compare(a.slice.addressType ?? '', b.slice.addressType ?? '') ||
    compare(a.sliceName, b.sliceName)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
