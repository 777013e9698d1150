// SPDX-License-Identifier: Apache-2.0
import {
  AttemptReason,
  ContributionState,
  SpecialistState,
  type Contribution,
} from '@asarg/contracts';
import { ServiceFailure } from '@asarg/service-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundle, collect, startMesh, valuesOf, writeRegistry } from './mesh-fixture.js';
import { descriptionsFor, serveSpecialist, type SpecialistServer } from './specialist-server.js';

const cxas = descriptionsFor(bundle)['cxas']!;
const options = { maxNewTokens: 1 };
let mesh: Awaited<ReturnType<typeof startMesh>>;
let first: SpecialistServer;
let second: SpecialistServer;
/** What happens to the next Encode, whichever instance it reaches. */
let next: ((signal: AbortSignal) => Promise<void>) | undefined;

beforeEach(async () => {
  next = undefined;
  const before = async (signal: AbortSignal): Promise<void> => {
    const fault = next;
    next = undefined;
    await fault?.(signal);
  };
  mesh = await startMesh();
  [first, second] = await Promise.all([
    serveSpecialist(cxas, { before }),
    serveSpecialist(cxas, { before }),
  ]);
});
afterEach(async () => {
  await mesh.close();
  await Promise.all([first.kill(), second.kill()]);
});

/** Lists both instances with a policy and waits until both are active. */
async function listBoth(policy: object): Promise<void> {
  await writeRegistry(
    mesh.registryPath,
    { ...mesh.addresses, cxas: [first.address, second.address] },
    { policies: { cxas: policy } },
  );
  await mesh.until(
    ({ specialists }) =>
      specialists.filter(({ name }) => name === 'cxas').length === 2 &&
      specialists.every(({ state }) => state === SpecialistState.ACTIVE),
  );
}

async function contribution(): Promise<Contribution> {
  const events = await collect(mesh.reports, { options });
  return valuesOf(events, 'contribution').find(({ slot }) => slot === 'cxas')!;
}

test('a slow attempt is joined by one on the other instance, and is cancelled when that wins', async () => {
  await listBoth({ hedge: { delayMs: 50 } });
  let cancelled: () => void = () => undefined;
  const isCancelled = new Promise<void>((resolve) => {
    cancelled = resolve;
  });
  next = (signal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        cancelled();
        reject(signal.reason as Error);
      });
    });
  const { state, attempts, address } = await contribution();
  await isCancelled;

  expect(state).toBe(ContributionState.USED);
  expect(attempts.map(({ reason, outcome }) => [reason, outcome])).toEqual([
    [AttemptReason.FIRST, 'LOST'],
    [AttemptReason.HEDGE, 'OK'],
  ]);
  expect(new Set(attempts.map((attempt) => attempt.address)).size).toBe(2);
  expect(address).toBe(attempts[1]!.address);
  expect(attempts[1]!.startMs).toBeGreaterThanOrEqual(49);
});

test('a failed attempt is followed by one on the other instance', async () => {
  await listBoth({});
  next = async () => {
    throw new ServiceFailure('UNAVAILABLE', 'gone for a moment');
  };
  const { state, attempts } = await contribution();

  expect(state).toBe(ContributionState.USED);
  expect(attempts.map(({ reason, outcome }) => [reason, outcome])).toEqual([
    [AttemptReason.FIRST, 'UNAVAILABLE'],
    [AttemptReason.RETRY, 'OK'],
  ]);
});

test('a failure that another attempt would only repeat makes the slot missing, with its reason', async () => {
  await listBoth({});
  next = async () => {
    throw new ServiceFailure('INVALID_ARGUMENT', 'not this frame');
  };
  const { state, reason, attempts, missingClasses, boundClasses } = await contribution();

  expect(state).toBe(ContributionState.MISSING);
  expect(reason).toBe("'cxas' failed: INVALID_ARGUMENT: not this frame");
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['INVALID_ARGUMENT']);
  expect(boundClasses).toEqual([]);
  expect(missingClasses.length).toBeGreaterThan(0);
});

test('one instance killed loses no report', async () => {
  await listBoth({});
  await contribution();
  await first.kill();
  const after = await Promise.all(Array.from({ length: 6 }, contribution));

  expect(after.every(({ state }) => state === ContributionState.USED)).toBe(true);
  expect(after.at(-1)?.address).toBe(second.address);
});
