// SPDX-License-Identifier: Apache-2.0
import type { Specialist } from './mesh-types';
import { problemOfResponse, ProblemError } from './problem';

/** The specialists of the mesh now. Throws ProblemError. */
export async function fetchSpecialists(signal: AbortSignal): Promise<readonly Specialist[]> {
  const response = await fetch('/v1/specialists', { signal });
  if (!response.ok) throw new ProblemError(await problemOfResponse(response));
  const { specialists } = (await response.json()) as { specialists?: readonly Specialist[] };
  return specialists ?? [];
}
