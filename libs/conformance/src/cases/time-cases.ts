// SPDX-License-Identifier: Apache-2.0
import { fail, pass, skip, type ConformanceCase } from '../kit/conformance-case.js';
import type { Session } from '../kit/session.js';

/** Below this an encode cannot be met in its middle. */
const leastTypicalMs = 8;
const mostQueued = 32;
/** A machine that was busy elsewhere is no fault of the server: the best of these counts. */
const attempts = 3;

/** What becomes of work that nobody waits for any more. */
export const timeCases: readonly ConformanceCase[] = [
  {
    id: 'deadline.responsive',
    group: 'deadlines',
    expected:
      'A deadline in the middle of an Encode ends it with DEADLINE_EXCEEDED, and delays the call ' +
      'after it by about one Encode at most.',
    needs: ['encode.completes'],
    async run(session) {
      const typicalMs = await session.typicalMs();
      if (typicalMs < leastTypicalMs) {
        return skip(`an Encode takes only ${typicalMs.toFixed(1)} ms: none to end in its middle`);
      }
      const boundMs = 2 * typicalMs + session.patience.slackMs;
      return bestOf(session, boundMs, typicalMs, async () => {
        const { code, details } = await session.start(
          await session.quickRequest(),
          Math.max(2, Math.round(typicalMs / 2)),
        ).ended;
        if (code !== 'DEADLINE_EXCEEDED' && code !== 'OK') {
          throw new Error(`expected DEADLINE_EXCEEDED, found ${code}: ${details}`);
        }
      });
    },
  },
  {
    id: 'cancel.queued',
    group: 'cancellation',
    expected: 'Cancelled calls are not worked through: a call after them does not wait for all.',
    needs: ['encode.completes'],
    async run(session) {
      const typicalMs = await session.typicalMs();
      const boundMs = 2 * typicalMs + session.patience.slackMs;
      const calls = Math.min(mostQueued, Math.max(4, Math.ceil((3 * boundMs) / typicalMs)));
      if (calls * typicalMs < 1.5 * boundMs) {
        const together = `${calls} calls take about ${(calls * typicalMs).toFixed(0)} ms together`;
        return skip(`${together}: too little to tell from the rest of the machine`);
      }
      return bestOf(session, boundMs, typicalMs, () => cancelMany(session, calls));
    },
  },
];

async function cancelMany(session: Session, calls: number): Promise<void> {
  const request = await session.quickRequest();
  const started = Array.from({ length: calls }, () => session.start(request));
  // Once the first has been answered, the server has the others.
  await Promise.race(started.map(({ ended }) => ended));
  started.forEach((call) => call.cancel());
  await Promise.all(started.map(({ ended }) => ended));
}

/** Lets something happen, then times one quick call; passes once that is within the bound. */
async function bestOf(
  session: Session,
  boundMs: number,
  typicalMs: number,
  before: () => Promise<void>,
): Promise<ReturnType<typeof pass>> {
  const took: string[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    await before();
    const call = session.start(await session.quickRequest());
    const { code, details, durationMs } = await call.ended;
    if (code === 'OK' && durationMs <= boundMs) {
      return pass(`${durationMs.toFixed(0)} ms, of ${boundMs.toFixed(0)} ms at most`);
    }
    took.push(code === 'OK' ? `${durationMs.toFixed(0)} ms` : `${code} (${details})`);
  }
  return fail(
    `the call after took ${took.join(', then ')}, expected at most ${boundMs.toFixed(0)} ms ` +
      `where one takes ${typicalMs.toFixed(0)} ms`,
  );
}
