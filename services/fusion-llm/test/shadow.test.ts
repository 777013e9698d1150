// SPDX-License-Identifier: Apache-2.0
import { SpecialistState, type WatchSpecialistsResponse } from '@asarg/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundle, collect, startMesh, valuesOf, writeRegistry } from './mesh-fixture.js';
import { descriptionsFor, serveSpecialist, type SpecialistServer } from './specialist-server.js';

const cxas = descriptionsFor(bundle)['cxas']!;
let mesh: Awaited<ReturnType<typeof startMesh>>;
let beside: SpecialistServer | undefined;

beforeEach(async () => {
  mesh = await startMesh();
  await mesh.untilActive();
});
afterEach(async () => {
  await mesh.close();
  await beside?.kill();
});

/** Lists a second version of cxas, whose masks are bytes of one kind, as a shadow. */
async function shadowOf(maskByte: number, promoteWhen?: object): Promise<void> {
  beside = await serveSpecialist(
    { ...cxas, model: { ...cxas.model!, version: '2.0.0', digest: 'f'.repeat(64) } },
    { maskByte },
  );
  await writeRegistry(
    mesh.registryPath,
    { ...mesh.addresses, cxas: [mesh.addresses['cxas']!, beside.address] },
    { policies: { cxas: { swap: { mode: 'shadow', ...(promoteWhen && { promoteWhen }) } } } },
  );
  await mesh.untilState('cxas', SpecialistState.SHADOW);
}

const secondOf = ({ specialists }: WatchSpecialistsResponse) =>
  specialists.find(({ description }) => description?.model?.version === '2.0.0')!;

/** Makes reports until the registry is as wanted. */
async function reportUntil(
  isWanted: (state: WatchSpecialistsResponse) => boolean,
): Promise<WatchSpecialistsResponse> {
  let state = await mesh.registry.list();
  while (!isWanted(state)) {
    await collect(mesh.reports, { options: { maxNewTokens: 20 } });
    state = await mesh.registry.list();
  }
  return state;
}

test('a shadow version runs beside the active one, is compared and is not used', async () => {
  await shadowOf(0x0f);
  const events = await collect(mesh.reports, { options: { maxNewTokens: 20 } });
  const used = valuesOf(events, 'contribution').find(({ slot }) => slot === 'cxas');
  expect(used?.model?.version).toBe('0.1.0');

  const state = await mesh.until((now) => (secondOf(now).shadow?.reports ?? 0) > 0);
  const { shadow } = secondOf(state);
  expect(shadow).toMatchObject({ reports: 1, failures: 0, waitsFor: '' });
  // Half of every mask, and all of it: 2 * 0.5 / 1.5.
  expect(shadow!.classes).toHaveLength(cxas.classes.length);
  shadow!.classes.forEach(({ dice }) => expect(dice).toBeCloseTo(2 / 3, 9));
  expect(shadow!.outputs).toEqual([{ output: 'pooled', cosine: expect.closeTo(1, 6) }]);
  expect(shadow!.textDifference).toBe(0);
});

test('a shadow version that fulfils its rule is promoted, and the reason says so', async () => {
  await shadowOf(0xff, { reports: 2, minDice: 0.99, minCosine: 0.99, maxTextDifference: 0 });
  const state = await reportUntil((now) => secondOf(now).state === SpecialistState.ACTIVE);

  expect(state.versions.find(({ specialist }) => specialist === 'cxas')).toMatchObject({
    version: expect.stringMatching(/^2\.0\.0\+/),
    previous: expect.stringMatching(/^0\.1\.0\+/),
    reason: 'promoted after 2 reports beside the active version',
  });
});

test('one that does not fulfil its rule stays a shadow and says what it waits for', async () => {
  await shadowOf(0x0f, { reports: 1, minDice: 0.9 });
  const state = await reportUntil((now) => (secondOf(now).shadow?.reports ?? 0) >= 3);

  expect(secondOf(state).state).toBe(SpecialistState.SHADOW);
  expect(secondOf(state).shadow?.waitsFor).toMatch(/^Dice 0\.9 of class \d+, found 0\.667$/);
});
