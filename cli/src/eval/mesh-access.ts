// SPDX-License-Identifier: Apache-2.0
import { keyHeaders } from '../key-headers.js';

/** A mesh to ask. */
export interface MeshAccess {
  readonly gatewayUrl: string;
  /** gRPC address of a specialist. @throws Error when the mesh has none of that name. */
  specialist(name: string): Promise<string>;
}

/** Access through the gateway at a URL. */
export function accessTo(gatewayUrl: string): MeshAccess {
  return {
    gatewayUrl,
    async specialist(name) {
      const response = await fetch(new URL('/v1/specialists', gatewayUrl), {
        headers: keyHeaders(),
      });
      const { specialists = [] } = (await response.json()) as {
        specialists?: readonly { readonly name: string; readonly address: string }[];
      };
      const found = specialists.find((one) => one.name === name);
      if (found) return found.address;
      const names = specialists.map((one) => one.name).join(', ') || 'none';
      throw new Error(
        `expected a specialist "${name}" in the mesh at ${gatewayUrl}, found ${names}`,
      );
    },
  };
}
