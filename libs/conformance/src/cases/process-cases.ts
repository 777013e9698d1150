// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import {
  fail,
  pass,
  skip,
  type CaseOutcome,
  type ConformanceCase,
} from '../kit/conformance-case.js';
import type { Session } from '../kit/session.js';
import type { EncodeEnd } from '../wire/raw-client.js';

const notStarted = 'the kit did not start the server (--command CMD)';
const probeEveryMs = 50;
/** Work in flight at SIGTERM, so that it is still in flight when the signal arrives. */
const inFlightMs = 500;
const mostInFlight = 12;

/** A server that the kit started comes up. Runs before all others. */
export const startCases: readonly ConformanceCase[] = [
  {
    id: 'start.serving',
    group: 'start',
    expected: 'The command starts a server whose health becomes SERVING.',
    async run({ client, process, leftMs }) {
      if (!process) {
        return skip(notStarted);
      }
      for (;;) {
        if (process.end !== undefined) {
          return fail(`it ended with ${process.end}; ${process.lastLines()}`);
        }
        const { response } = await client.health('', Math.min(1000, leftMs()));
        if (response === 'SERVING') {
          return pass();
        }
        await sleep(probeEveryMs);
      }
    },
  },
];

/** How a server that the kit started stops. Runs after all others, the first three at once. */
export const drainCases: readonly ConformanceCase[] = [
  drainCase('drain.finishes', 'Calls in flight at SIGTERM end with OK.', ({ inFlight }) => {
    const lost = inFlight.filter(({ code }) => code !== 'OK');
    return lost.length === 0
      ? pass(`${inFlight.length} calls`)
      : fail(`${lost.length} of ${inFlight.length} lost: ${lost[0]!.code} (${lost[0]!.details})`);
  }),
  drainCase('drain.refuses', 'New calls after SIGTERM get UNAVAILABLE.', ({ refused }) =>
    refused.code === 'UNAVAILABLE' ? pass() : fail(`${refused.code}: ${refused.details}`),
  ),
  drainCase('drain.exits', 'The process exits with code 0, in time.', ({ end, exitMs }, limitMs) =>
    end === 'exit code 0'
      ? pass(`after ${exitMs.toFixed(0)} ms`)
      : fail(end ?? `still running ${limitMs} ms after SIGTERM`),
  ),
];

interface Drain {
  readonly inFlight: readonly EncodeEnd[];
  /** The first new call that did not end with OK. */
  readonly refused: EncodeEnd;
  readonly end: string | undefined;
  readonly exitMs: number;
}

const drains = new WeakMap<Session, Promise<Drain>>();

function drainCase(
  id: string,
  expected: string,
  judge: (drain: Drain, limitMs: number) => CaseOutcome,
): ConformanceCase {
  return {
    id,
    group: 'drain',
    expected,
    needs: ['start.serving', 'encode.completes'],
    async run(session) {
      if (!session.process) {
        return skip(notStarted);
      }
      const drain = drains.get(session) ?? drainOnce(session);
      drains.set(session, drain);
      return judge(await drain, session.patience.drainMs);
    },
  };
}

async function drainOnce(session: Session): Promise<Drain> {
  const { patience, start } = session;
  const process = session.process!;
  const request = await session.quickRequest();
  const wanted = Math.ceil(inFlightMs / (await session.typicalMs()));
  const calls = Array.from({ length: Math.min(mostInFlight, Math.max(2, wanted)) }, () =>
    start(request, patience.drainMs),
  );
  // Once the first has been answered, the server has the others.
  await Promise.race(calls.map(({ ended }) => ended));
  const startedMs = performance.now();
  process.terminate();
  const exit = Promise.race([
    process.ended.then(() => performance.now() - startedMs),
    sleep(patience.drainMs, patience.drainMs, { ref: false }),
  ]);
  // The signal takes a moment: calls until then are calls in flight.
  const early: EncodeEnd[] = [];
  let refused: EncodeEnd;
  for (;;) {
    const call = await start(request, patience.drainMs).ended;
    if (call.code !== 'OK' || performance.now() - startedMs > patience.drainMs) {
      refused = call;
      break;
    }
    early.push(call);
  }
  const ends = [...(await Promise.all(calls.map(({ ended }) => ended))), ...early];
  // A full queue had turned these away: they were not in flight.
  const inFlight = ends.filter(({ code }) => code !== 'RESOURCE_EXHAUSTED');
  return { inFlight, refused, exitMs: await exit, end: process.end };
}
