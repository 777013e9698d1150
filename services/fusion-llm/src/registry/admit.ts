// SPDX-License-Identifier: Apache-2.0
import type { DescribeResponse, ProbeResult } from '@asarg/contracts';
import type { SpecialistClient } from '@asarg/mesh-client';
import type { SpecialistPolicy } from './specialist-policy.js';

/** Whether an instance may take part. */
export interface Admission {
  /** Why it may not; undefined if it may. */
  readonly fault?: string;
  readonly probe: ProbeResult;
}

/** Puts an instance that was described to the test. Throws only if the signal aborts. */
export type Admit = (
  client: SpecialistClient,
  description: DescribeResponse,
  policy: SpecialistPolicy,
  signal: AbortSignal,
) => Promise<Admission>;
