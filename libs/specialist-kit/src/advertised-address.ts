// SPDX-License-Identifier: Apache-2.0

const anyHost = /^(?:0\.0\.0\.0|\[(?:::|0(?::0){7})\])$/;

/** Whether an address stands for every interface of a host, which nobody else can call. */
export function isUnspecified(address: string): boolean {
  return anyHost.test(address.slice(0, address.lastIndexOf(':')));
}

/** Why an address cannot be called by a registry; undefined if it can. */
export function faultOfAdvertised(address: string): string | undefined {
  if (isUnspecified(address)) {
    return 'expected an address that the registry can call';
  }
  return /:0+$/.test(address) ? 'expected a port from 1 to 65535' : undefined;
}
