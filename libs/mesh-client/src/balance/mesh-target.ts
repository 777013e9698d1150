// SPDX-License-Identifier: Apache-2.0

/** Where the endpoints of a service are found. */
export type MeshTarget =
  /** One address, as grpc-js understands it; not balanced. */
  | { readonly kind: 'address'; readonly uri: string }
  /** These addresses. */
  | { readonly kind: 'list'; readonly uri: string; readonly addresses: readonly string[] }
  /** What a name resolves to, asked again and again. */
  | { readonly kind: 'dns'; readonly uri: string; readonly host: string; readonly port: number }
  /** The ready endpoints of a Service. */
  | {
      readonly kind: 'kubernetes';
      readonly uri: string;
      readonly service: string;
      /** @default the pod's own */
      readonly namespace?: string;
      /** Name or number of the port. */
      readonly port: string;
    };

/** Schemes of targets that are balanced. */
export const schemes = { list: 'asarg-list', dns: 'asarg-dns', kubernetes: 'kubernetes' } as const;

const addressPattern =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/;
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const servicePattern = new RegExp(`^(${label})(?:\\.(${label}))?:([a-z0-9-]{1,15}|\\d{1,5})$`);
const mostAddresses = 1_000;

/**
 * Reads a target: `host:port`; `host:port,host:port` or `asarg-list:///host:port,host:port`;
 * `asarg-dns:///name:port`; `kubernetes:///service[.namespace]:port`.
 * @throws RangeError saying what was expected and what was found.
 */
export function parseMeshTarget(text: string): MeshTarget {
  const [, scheme, authority, path] = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)(.*)$/.exec(text) ?? [];
  if (scheme === undefined) {
    return text.includes(',') ? listOf(text) : { kind: 'address', uri: addressIn(text) };
  }
  if (authority !== '' || !path!.startsWith('/')) {
    throw new RangeError(`expected three slashes after ${scheme}:, found ${quote(text)}`);
  }
  const rest = path!.slice(1);
  switch (scheme) {
    case schemes.list:
      return listOf(rest);
    case schemes.dns: {
      const address = addressIn(rest);
      const colon = address.lastIndexOf(':');
      const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
      return {
        kind: 'dns',
        uri: `${schemes.dns}:///${address}`,
        host,
        port: Number(address.slice(colon + 1)),
      };
    }
    case schemes.kubernetes: {
      const [, service, namespace, port] = servicePattern.exec(rest) ?? [];
      if (service === undefined || (/^\d+$/.test(port!) && !isPort(Number(port)))) {
        throw new RangeError(
          `expected kubernetes:///service:port or kubernetes:///service.namespace:port, found ${quote(text)}`,
        );
      }
      const uri = `${schemes.kubernetes}:///${rest}`;
      return { kind: 'kubernetes', uri, service, ...(namespace && { namespace }), port: port! };
    }
    default:
      throw new RangeError(
        `expected ${Object.values(schemes).join(', ')} or no scheme, found '${scheme}'`,
      );
  }
}

function listOf(text: string): MeshTarget {
  const addresses = text.split(',').map((part) => addressIn(part.trim()));
  const twice = addresses.find((address, at) => addresses.indexOf(address) !== at);
  if (twice !== undefined) {
    throw new RangeError(`expected each address once, found ${quote(twice)} twice`);
  }
  if (addresses.length > mostAddresses) {
    throw new RangeError(`expected at most ${mostAddresses} addresses, found ${addresses.length}`);
  }
  return { kind: 'list', uri: `${schemes.list}:///${addresses.join(',')}`, addresses };
}

function addressIn(text: string): string {
  const port = Number(addressPattern.exec(text)?.[1]);
  if (!isPort(port)) {
    throw new RangeError(`expected an address host:port, found ${quote(text)}`);
  }
  return text;
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

function quote(text: string): string {
  return text === '' ? 'nothing' : `'${text.slice(0, 80)}'`;
}
