// SPDX-License-Identifier: Apache-2.0
import type { ModelIdentity } from '@asarg/contracts';
import type { ChannelCredentials } from '@grpc/grpc-js';
import { allCases } from '../cases/all-cases.js';
import { createRawClient } from '../wire/raw-client.js';
import type { CaseResult, ConformanceEvent, ConformanceReport } from './case-result.js';
import { fail, skip, type CaseOutcome, type ConformanceCase } from './conformance-case.js';
import { selectCases } from './select-cases.js';
import { startServerProcess } from './server-process.js';
import { createSession, type Patience, type Session } from './session.js';

export interface ConformOptions extends Partial<Patience> {
  /** Folder of the bundle that the server is said to serve. */
  readonly bundle?: string;
  /**
   * Starts the server, such as `node server.js`, with ASARG_LISTEN set to the address; then its
   * drain is looked at too. Not a shell's command line: only quotes and NAME=VALUE are known.
   */
  readonly command?: string;
  /** Ids or groups of the cases to run; what they need is run too. @default all */
  readonly only?: readonly string[];
  /** Milliseconds for everything. @default 180000 */
  readonly totalMs?: number;
  /** Milliseconds that a server started by the kit may take to come up. @default 60000 */
  readonly startMs?: number;
  /** How to reach the server. @default without TLS */
  readonly credentials?: ChannelCredentials;
  /** Ends the run; the iteration then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** From the deadlines of a case's calls to its end: what comes after them may say more. */
const graceMs = 1500;
const defaults: Patience = { caseMs: 30_000, slackMs: 300, drainMs: 15_000 };

/**
 * Looks at a specialist from outside, case by case: whether it keeps the contract of
 * asarg.specialist.v1, whatever it is written in. Ends with the report, in bounded time, whatever
 * the server does. Leaving the loop early ends a server that the kit started.
 * @param address gRPC target, host:port.
 * @throws RangeError for a case or a command that is no such thing; the signal's reason.
 */
export async function* conform(
  address: string,
  options: ConformOptions = {},
): AsyncGenerator<ConformanceEvent, void, undefined> {
  const { bundle, command, only, signal, totalMs = 180_000, startMs = 60_000 } = options;
  const {
    caseMs = defaults.caseMs,
    slackMs = defaults.slackMs,
    drainMs = defaults.drainMs,
  } = options;
  const cases = selectCases(allCases, only);
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const totalLeftMs = (): number => totalMs - (performance.now() - startedMs);
  let caseEndMs = 0;

  const process = command === undefined ? undefined : startServerProcess(command, address);
  const client = createRawClient(address, options.credentials);
  const session = createSession({
    address,
    client,
    patience: { caseMs, slackMs, drainMs },
    leftMs: () => caseEndMs - performance.now(),
    ...(bundle !== undefined && { bundle }),
    ...(process && { process }),
  });
  const limitsMs: Partial<Record<ConformanceCase['group'], number>> = {
    start: startMs,
    drain: drainMs + caseMs,
  };
  const results: CaseResult[] = [];
  try {
    for (const one of cases) {
      signal?.throwIfAborted();
      const { id, group } = one;
      yield { $case: 'started', id, group, done: results.length, total: cases.length };
      const limitMs = Math.min(limitsMs[group] ?? caseMs, totalLeftMs());
      caseEndMs = performance.now() + limitMs;
      const result = await runCase(one, results, session, limitMs, signal);
      results.push(result);
      yield { $case: 'result', value: result };
    }
    yield {
      $case: 'report',
      value: reportOf(address, results, startedAt, performance.now() - startedMs, await modelOf()),
    };
  } finally {
    client.close();
    process?.kill();
  }

  async function modelOf(): Promise<ModelIdentity | undefined> {
    const described = results.some(
      ({ id, result }) => id === 'describe.answers' && result === 'pass',
    );
    return described ? (await session.describe()).model : undefined;
  }
}

/** Runs to the end. @returns the report. @throws as `conform`. */
export async function conformanceReport(
  address: string,
  options: ConformOptions = {},
): Promise<ConformanceReport> {
  for await (const event of conform(address, options)) {
    if (event.$case === 'report') {
      return event.value;
    }
  }
  throw new Error('expected a report at the end of the run, found none');
}

async function runCase(
  one: ConformanceCase,
  earlier: readonly CaseResult[],
  session: Session,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<CaseResult> {
  const startedMs = performance.now();
  const { id, group, expected } = one;
  const outcome = await outcomeOf(one, earlier, session, limitMs, signal);
  const durationMs = performance.now() - startedMs;
  const common = { id, group, expected, durationMs };
  switch (outcome.$case) {
    case 'pass':
      return { ...common, result: 'pass', found: outcome.found ?? '' };
    case 'fail':
      return { ...common, result: 'fail', found: outcome.found };
    case 'skip':
      return { ...common, result: 'skipped', found: outcome.reason };
  }
}

async function outcomeOf(
  one: ConformanceCase,
  earlier: readonly CaseResult[],
  session: Session,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<CaseOutcome> {
  const unmet = one.needs?.find(
    (need) => !earlier.some(({ id, result }) => id === need && result === 'pass'),
  );
  if (unmet !== undefined) {
    const cause = earlier.find(({ id }) => id === unmet);
    // A case that was not asked for is no fault: its reason says more.
    return cause?.result === 'skipped'
      ? skip(cause.found)
      : skip(`it needs ${unmet}, which did not pass`);
  }
  if (limitMs <= 0) {
    return skip('the time for the whole run was over');
  }
  const over = new AbortController();
  try {
    return await Promise.race([
      Promise.resolve(one.run(session)).catch(failureOf),
      timeUp(limitMs + graceMs, over.signal),
      ...(signal ? [rejection(signal, over.signal)] : []),
    ]);
  } catch (error) {
    signal?.throwIfAborted();
    return failureOf(error);
  } finally {
    over.abort();
  }
}

function failureOf(error: unknown): CaseOutcome {
  return fail(error instanceof Error ? error.message : String(error));
}

function timeUp(ms: number, over: AbortSignal): Promise<CaseOutcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(fail(`no end within ${Math.round(ms)} ms`)), ms);
    over.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

function rejection(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over });
  });
}

function reportOf(
  address: string,
  cases: readonly CaseResult[],
  startedAt: string,
  durationMs: number,
  model: ModelIdentity | undefined,
): ConformanceReport {
  const count = (result: CaseResult['result']): number =>
    cases.filter((one) => one.result === result).length;
  const counts = { pass: count('pass'), fail: count('fail'), skipped: count('skipped') };
  const passed = counts.fail === 0 && counts.pass > 0;
  return { address, ...(model && { model }), passed, counts, cases, startedAt, durationMs };
}
