// SPDX-License-Identifier: Apache-2.0
import type { DescribeResponse } from '@asarg/contracts';
import type { Encoding, SpecialistClient } from '@asarg/mesh-client';
import { compareResults } from '../compare-results.js';
import { sameResultCosine } from '../compare-tensors.js';
import { faultOfIdentity } from '../faults-of-identity.js';
import {
  faultOfFiniteness,
  faultOfForm,
  faultOfPresence,
  faultOfRange,
} from '../faults-of-outputs.js';
import { faultOfStatistics } from '../faults-of-statistics.js';
import { fingerprintOf } from '../fingerprint.js';
import { goldenFrame } from '../golden-phantom.js';
import type { ProbeCheck, ProbeCheckId, ProbeResult } from './probe-check.js';

export interface ProbeOptions {
  /** Ends the probe; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds that both encodes together may take. @default 20000 */
  readonly limitMs?: number;
  /** Milliseconds that the second encode may take; not checked if left out. */
  readonly latencyBudgetMs?: number;
  /** Cosine from which runs that are not bit-equal count as the same. @default 0.9999 */
  readonly leastCosine?: number;
}

/**
 * Encodes the golden phantom twice and checks what comes back against the description. Whatever
 * the specialist does is a result, never an error.
 * @throws the signal's reason, and nothing else.
 */
export async function probeSpecialist(
  client: Pick<SpecialistClient, 'encode'>,
  description: DescribeResponse,
  options: ProbeOptions = {},
): Promise<ProbeResult> {
  const { signal, limitMs = 20_000, latencyBudgetMs, leastCosine = sameResultCosine } = options;
  const startedMs = performance.now();
  const elapsedMs = (): number => performance.now() - startedMs;
  const checks: ProbeCheck[] = [];
  const runs: Encoding[] = [];
  const encodeMs: number[] = [];

  const tell = (id: ProbeCheckId, fault: string | undefined, note = ''): void =>
    void checks.push({
      id,
      state: fault === undefined ? 'passed' : 'failed',
      details: fault ?? note,
    });
  const skip = (id: ProbeCheckId, details: string): void =>
    void checks.push({ id, state: 'skipped', details });
  const failed = (id: ProbeCheckId): boolean =>
    checks.some((check) => check.id === id && check.state !== 'passed');

  tell('encodes', await encodeTwice());
  signal?.throwIfAborted();
  const [first, second] = runs;
  if (first) {
    checkOutputs(first);
  } else {
    for (const id of ['outputs', 'form', 'finite', 'range', 'identity', 'statistics'] as const) {
      skip(id, 'nothing was encoded');
    }
  }
  if (first && second && !failed('form')) {
    const comparison = compareResults(first.tensors, second.tensors, leastCosine);
    tell(
      'deterministic',
      comparison.$case === 'different' ? comparison.fault : undefined,
      comparison.$case === 'close' ? comparison.note : '',
    );
  } else {
    skip('deterministic', second ? 'the outputs are not as described' : 'there is no second run');
  }
  checkLatency();

  function checkOutputs({ tensors, model, statistics }: Encoding): void {
    const names = description.outputs.map(({ name }) => name);
    tell('outputs', faultOfPresence(names, [...tensors.keys()]));
    tell('form', faultOfForm(description, tensors.values()));
    tell('finite', faultOfFiniteness(description, tensors.values()));
    tell('range', faultOfRange(description, tensors.values()));
    tell('identity', faultOfIdentity(description.model, model));
    if (description.classes.length === 0) {
      skip('statistics', 'the specialist has no classes');
    } else {
      tell('statistics', faultOfStatistics(description, statistics));
    }
  }

  function checkLatency(): void {
    const latencyMs = encodeMs[1];
    if (latencyBudgetMs === undefined || latencyMs === undefined) {
      skip('latency', latencyMs === undefined ? 'there is no second run' : 'there is no budget');
      return;
    }
    const found = `found ${latencyMs.toFixed(0)} ms`;
    const fault =
      latencyMs <= latencyBudgetMs ? undefined : `expected at most ${latencyBudgetMs} ms, ${found}`;
    tell('latency', fault, found);
  }

  async function encodeTwice(): Promise<string | undefined> {
    const frame = goldenFrame();
    for (const which of ['first', 'second']) {
      const deadlineMs = limitMs - elapsedMs();
      if (deadlineMs <= 0) {
        return `expected two encodes within ${limitMs} ms, found no time left for the ${which}`;
      }
      try {
        const before = performance.now();
        runs.push(await client.encode({ frame }, { deadlineMs, ...(signal && { signal }) }));
        encodeMs.push(performance.now() - before);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return `expected the ${which} encode to end well, found ${reason.split('\n')[0]}`;
      }
    }
    return undefined;
  }

  const faults = checks.filter(({ state }) => state === 'failed');
  return {
    passed: faults.length === 0,
    checks,
    fault: faults.map(({ id, details }) => `${id}: ${details}`).join('; '),
    fingerprint: first ? fingerprintOf(first.tensors.values()) : [],
    encodeMs,
    totalMs: elapsedMs(),
  };
}
