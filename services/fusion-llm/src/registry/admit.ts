// SPDX-License-Identifier: Apache-2.0
import { probeSpecialist } from '@asarg/conformance';
import type { DescribeResponse, ProbeResult } from '@asarg/contracts';
import type { SpecialistClient } from '@asarg/mesh-client';
import { verifyAttestation, type TrustedKeys } from '@asarg/model-bundle';
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

/**
 * The bundle's signature, if keys are trusted; then the golden phantom, encoded twice: form, values,
 * determinism, time and memory.
 */
export function createAdmit(trustedKeys: TrustedKeys | undefined): Admit {
  return async (client, description, policy, signal) => {
    const fault = trustedKeys && (await faultOfSignature(client, trustedKeys, signal));
    return fault === undefined
      ? probe(client, description, policy, signal)
      : { fault: `signature: ${fault}`, probe: { passed: false, checks: [], latencyMs: 0 } };
  };
}

/** Asked for here only: an attestation is several times as large as a description. */
async function faultOfSignature(
  client: SpecialistClient,
  trustedKeys: TrustedKeys,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return verifyAttestation(await client.describe({ attestation: true, signal }), trustedKeys);
  } catch (error) {
    signal.throwIfAborted();
    return `expected an attestation, found ${String(error).split('\n')[0]}`;
  }
}

const probe: Admit = async (client, description, { probe: limits }, signal) => {
  let peakBytes = 0;
  const watched: Pick<SpecialistClient, 'encode'> = {
    async encode(order, options) {
      const encoding = await client.encode(order, options);
      peakBytes = encoding.timing.peakMemoryBytes ?? 0;
      return encoding;
    },
  };
  const { checks, encodeMs } = await probeSpecialist(watched, description, {
    signal,
    // Two encodings, of which the first may warm up.
    limitMs: 3 * limits.latencyMs,
    latencyBudgetMs: limits.latencyMs,
  });
  const all = [
    ...checks.map(({ id, state, details }) => {
      return { name: id, passed: state !== 'failed', detail: details };
    }),
    memoryCheck(peakBytes, limits.memoryMiB),
  ];
  const faults = all.filter(({ passed }) => !passed);
  return {
    ...(faults.length > 0 && {
      fault: faults.map(({ name, detail }) => `${name}: ${detail}`).join('; '),
    }),
    probe: { passed: faults.length === 0, checks: all, latencyMs: encodeMs[1] ?? 0 },
  };
};

const mebibyte = 1024 * 1024;

function memoryCheck(peakBytes: number, limitMiB: number | undefined): ProbeResult['checks'][0] {
  const name = 'memory';
  if (peakBytes === 0) {
    return { name, passed: true, detail: 'the specialist does not tell' };
  }
  const found = `found ${Math.ceil(peakBytes / mebibyte)} MiB`;
  return limitMiB === undefined || peakBytes <= limitMiB * mebibyte
    ? { name, passed: true, detail: found }
    : { name, passed: false, detail: `expected at most ${limitMiB} MiB, ${found}` };
}
