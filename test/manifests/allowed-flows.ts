// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from 'node:util';
import { ofKind, type KubernetesObject, type Labels } from './kubernetes-object.js';

/** Somebody who may talk or be talked to. */
export interface Party {
  readonly name: string;
  /** Labels of the pod; undefined for what is no pod. */
  readonly pod?: Labels;
  /** Labels of its namespace; undefined for what is no pod. */
  readonly namespace?: Labels;
}

/** All flows `from -> to:port/PROTOCOL` that the policies of `objects` let through. */
export function allowedFlows(
  objects: readonly KubernetesObject[],
  parties: readonly Party[],
  ports: readonly { readonly port: number; readonly protocol: string }[],
  namespace: string,
): string[] {
  const policies = ofKind(objects, 'NetworkPolicy');
  const isOurs = ({ namespace: labels }: Party): boolean =>
    labels?.['kubernetes.io/metadata.name'] === namespace;

  function passes(own: Party, other: Party, direction: 'Ingress' | 'Egress', port: Port): boolean {
    if (!isOurs(own)) return true;
    const applying = policies.filter(
      ({ spec }) => spec.policyTypes.includes(direction) && matches(spec.podSelector, own.pod),
    );
    if (applying.length === 0) return true;
    const [field, peers] = direction === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to'];
    return applying
      .flatMap(({ spec }) => spec[field!] ?? [])
      .some(
        (rule) =>
          (rule.ports ?? [port]).some((one: object) => isDeepStrictEqual(one, port)) &&
          (rule[peers!] === undefined || rule[peers!].some((peer: Peer) => isPeer(peer, other))),
      );
  }

  /** Without a selector of namespaces a peer is in the policy's own. */
  function isPeer({ podSelector, namespaceSelector, ...others }: Peer, party: Party): boolean {
    if (Object.keys(others).length > 0) throw new Error('expected peers by selectors only');
    const isThere = namespaceSelector ? matches(namespaceSelector, party.namespace) : isOurs(party);
    return isThere && (podSelector === undefined || matches(podSelector, party.pod));
  }

  const flows: string[] = [];
  for (const from of parties) {
    for (const to of parties) {
      if (from === to || !(isOurs(from) || isOurs(to))) continue;
      for (const port of ports) {
        if (passes(from, to, 'Egress', port) && passes(to, from, 'Ingress', port)) {
          flows.push(`${from.name} -> ${to.name}:${port.port}/${port.protocol}`);
        }
      }
    }
  }
  return flows;
}

interface Port {
  readonly port: number;
  readonly protocol: string;
}

interface Selector {
  readonly matchLabels?: Labels;
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}

function matches({ matchLabels = {}, ...others }: Selector, labels: Labels | undefined): boolean {
  if (Object.keys(others).length > 0) throw new Error('expected selectors by matchLabels only');
  return (
    labels !== undefined &&
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
  );
}
