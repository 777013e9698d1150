// SPDX-License-Identifier: Apache-2.0
import { readSlices, serviceLabel } from '@asarg/kubernetes';
import {
  faultOfAddress,
  faultOfName,
  type ListedInstance,
  type Listing,
  type RefusedInstance,
} from '../registry-source.js';

/** Label that names the specialist; without it the Service's name does. */
const specialistLabel = 'asarg.dev/specialist';

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
  const { read, refused: senseless } = readSlices(slices);
  const refused: RefusedInstance[] = senseless.map(({ sliceName, reason }) => {
    return { name: `slice#${sliceName}`, address: '', reason };
  });
  for (const { sliceName, labels, isEmpty, portFault, ready } of read) {
    // The slice of a Service without pods has neither endpoints nor ports: nothing is wrong.
    if (isEmpty) {
      continue;
    }
    const name = labels[specialistLabel] ?? labels[serviceLabel];
    const reason = faultOfName(name) ?? portFault;
    const shown = `${faultOfName(name) === undefined ? name : 'slice'}#${sliceName}`;
    if (reason !== undefined) {
      refused.push({ name: shown, address: '', reason });
      continue;
    }
    const service = labels[serviceLabel];
    const serverName = service && namespace && `${service}.${namespace}.svc`;
    for (const { address, pod } of ready) {
      const addressFault = faultOfAddress(address);
      if (addressFault !== undefined) {
        refused.push({ name: shown, address: address ?? '', reason: addressFault });
        continue;
      }
      // A pod of two address families is in two slices, and is one instance all the same.
      const key = `${name} ${address}`;
      if (!pods.has(`${name} ${pod}`) && !listed.has(key)) {
        listed.set(key, { name: name!, address: address!, ...(serverName && { serverName }) });
      }
      pods.add(`${name} ${pod}`);
    }
  }
  return { listed: [...listed.values()], refused };
}
