// SPDX-License-Identifier: Apache-2.0
import { fetchWithKey } from '../access/api-key';
import type { Registry } from './mesh-types';
import { problemOfResponse, ProblemError } from './problem';

/** The registry of the mesh now. Throws ProblemError. */
export async function fetchRegistry(signal: AbortSignal): Promise<Registry> {
  const response = await fetchWithKey('/v1/specialists', { signal });
  if (!response.ok) throw new ProblemError(await problemOfResponse(response));
  const registry = (await response.json()) as Partial<Registry>;
  return {
    ...registry,
    specialists: registry.specialists ?? [],
    bindings: registry.bindings ?? [],
  };
}
