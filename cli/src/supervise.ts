// SPDX-License-Identifier: Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { logTail, readableLogLine } from './log-tail.js';

/** What to run and how to know that it is up. */
export interface ChildPlan {
  readonly name: string;
  /** Script to run with this Node. */
  readonly entryPoint: string;
  /** Modules to load before it, as URLs. */
  readonly imports?: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Receives standard output and standard error, appended. */
  readonly logFile: string;
  /** Resolves to true once the child answers; false or a rejection means "not yet". */
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
  /** Longest first start, in ms. */
  readonly startLimitMs: number;
  /** From SIGTERM to SIGKILL, in ms. */
  readonly killAfterMs: number;
  readonly backOff?: BackOff;
}

/** Waits between restarts, in ms: first, doubled each time, at most `mostMs`. */
export interface BackOff {
  readonly firstMs: number;
  readonly mostMs: number;
  /** Up for this long and the next crash starts over at `firstMs`. */
  readonly forgetAfterMs: number;
}

export type ChildEvent =
  | { readonly kind: 'ready'; readonly name: string; readonly afterMs: number }
  | { readonly kind: 'died'; readonly name: string; readonly how: string; readonly waitMs: number }
  | { readonly kind: 'back'; readonly name: string; readonly afterMs: number };

/** A child that is kept running. */
export interface SupervisedChild {
  readonly name: string;
  /** Process id of the current incarnation, if one runs. */
  readonly pid: number | undefined;
  /** Settles with the first start; rejects with ChildStartError. */
  readonly started: Promise<void>;
  /** SIGTERM, then SIGKILL after the limit; resolves when the process is gone. */
  stop(): Promise<void>;
  /** SIGKILL at once. */
  kill(): void;
}

/** Thrown when a child ends, or does not answer, before it was ready for the first time. */
export class ChildStartError extends Error {
  override readonly name = 'ChildStartError';
  constructor(
    readonly child: string,
    readonly how: string,
    readonly lastLines: readonly string[],
    readonly logFile: string,
  ) {
    super(`${child} did not start: ${how}`);
  }
}

const preload = new URL('./die-with-parent.js', import.meta.url).href;
const probeEveryMs = 50;
const tailLines = 8;

/** Three quick tries, then patience: a crash loop must not eat the cores of the other services. */
export const defaultBackOff: BackOff = { firstMs: 250, mostMs: 10_000, forgetAfterMs: 30_000 };

function launch(plan: ChildPlan): ChildProcess {
  mkdirSync(dirname(plan.logFile), { recursive: true });
  const log = openSync(plan.logFile, 'a');
  try {
    // Standard input is the life line (die-with-parent). Detached: Ctrl-C in a terminal reaches the
    // command alone, which then stops the children in order instead of all at once.
    const imports = [preload, ...(plan.imports ?? [])].flatMap((url) => ['--import', url]);
    return spawn(process.execPath, [...imports, plan.entryPoint], {
      env: plan.environment,
      stdio: ['pipe', log, log],
      detached: true,
      windowsHide: true,
    });
  } finally {
    closeSync(log);
  }
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `killed by ${signal}` : `exit code ${code ?? 'unknown'}`;
}

/** Starts a child and keeps it running until `stop`. */
export function superviseChild(
  plan: ChildPlan,
  onEvent: (event: ChildEvent) => void,
): SupervisedChild {
  const backOff = plan.backOff ?? defaultBackOff;
  const stopping = new AbortController();
  let current: ChildProcess | undefined;
  let exited: Promise<string> = Promise.resolve('');

  function run(): void {
    const child = launch(plan);
    current = child;
    // A closed life line during shutdown must not surface as an unhandled EPIPE.
    child.stdin?.on('error', () => undefined);
    exited = new Promise((resolve) => {
      const gone = (how: string): void => {
        if (current === child) current = undefined;
        resolve(how);
      };
      child.once('error', (error) => gone(error.message));
      child.once('exit', (code, signal) => gone(describeExit(code, signal)));
    });
  }

  async function probeUntilUp(limitMs: number): Promise<'up' | 'late' | { died: string }> {
    const over = new AbortController();
    const died = exited.then((how) => ({ died: how }));
    const late = delay(limitMs, 'late' as const, { signal: over.signal, ref: false });
    const up = (async (): Promise<'up'> => {
      while (!over.signal.aborted) {
        if (await plan.probe(over.signal).catch(() => false)) break;
        await delay(probeEveryMs);
      }
      return 'up';
    })();
    const outcome = await Promise.race([died, late.catch(() => 'late' as const), up]);
    over.abort();
    return outcome;
  }

  async function firstStart(): Promise<void> {
    const startedAt = performance.now();
    run();
    const outcome = await probeUntilUp(plan.startLimitMs);
    if (outcome === 'up') {
      onEvent({ kind: 'ready', name: plan.name, afterMs: performance.now() - startedAt });
      return;
    }
    const how =
      outcome === 'late'
        ? `expected it to be SERVING within ${plan.startLimitMs / 1000} s, found it still not`
        : outcome.died;
    const lines = await logTail(plan.logFile, tailLines);
    throw new ChildStartError(plan.name, how, lines.map(readableLogLine), plan.logFile);
  }

  async function keepRunning(): Promise<void> {
    let waitMs = backOff.firstMs;
    // A slow start is no time up: a child that crashes after each would be started without back-off.
    let upSince = performance.now();
    while (!stopping.signal.aborted) {
      const how = await exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - upSince > backOff.forgetAfterMs) waitMs = backOff.firstMs;
      onEvent({ kind: 'died', name: plan.name, how, waitMs });
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      waitMs = Math.min(backOff.mostMs, waitMs * 2);
      const startedAt = performance.now();
      run();
      const outcome = await probeUntilUp(plan.startLimitMs);
      if (stopping.signal.aborted) return;
      upSince = performance.now();
      if (outcome === 'up') {
        onEvent({ kind: 'back', name: plan.name, afterMs: upSince - startedAt });
      } else if (outcome === 'late') {
        current?.kill('SIGKILL');
      }
    }
  }

  const started = firstStart();
  const kept = started.then(keepRunning, () => undefined);

  return {
    name: plan.name,
    get pid() {
      return current?.pid;
    },
    started,
    async stop() {
      stopping.abort();
      const child = current;
      if (child) {
        child.kill('SIGTERM');
        const killer = setTimeout(() => child.kill('SIGKILL'), plan.killAfterMs);
        await exited;
        clearTimeout(killer);
      }
      await kept;
    },
    kill() {
      stopping.abort();
      current?.kill('SIGKILL');
    },
  };
}
