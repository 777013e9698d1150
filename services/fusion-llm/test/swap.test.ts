// SPDX-License-Identifier: Apache-2.0
import {
  ContributionState,
  SpecialistState,
  type WatchSpecialistsResponse,
} from '@asarg/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundle, collect, startMesh, valuesOf, writeRegistry } from './mesh-fixture.js';
import {
  descriptionsFor,
  serveSpecialist,
  type BeforeAnswer,
  type SpecialistServer,
} from './specialist-server.js';

const cxas = descriptionsFor(bundle)['cxas']!;
let mesh: Awaited<ReturnType<typeof startMesh>>;
const extra: SpecialistServer[] = [];

beforeEach(async () => {
  mesh = await startMesh();
  await mesh.untilActive();
});
afterEach(async () => {
  await mesh.close();
  await Promise.all(extra.splice(0).map((server) => server.kill()));
});

/** Serves another version of cxas. */
async function serveVersion(version: string, before?: BeforeAnswer): Promise<SpecialistServer> {
  const digest = version.replaceAll('.', '').padStart(64, '0');
  const server = await serveSpecialist(
    { ...cxas, model: { ...cxas.model!, version, digest } },
    { before },
  );
  extra.push(server);
  return server;
}

const list = (cxasAddresses: readonly string[], more?: object): Promise<void> =>
  writeRegistry(mesh.registryPath, { ...mesh.addresses, cxas: cxasAddresses }, more);

const untilActive = (version: string) =>
  mesh.until(({ specialists }) =>
    specialists.some(
      ({ name, state, description }) =>
        name === 'cxas' &&
        state === SpecialistState.ACTIVE &&
        description?.model?.version === version,
    ),
  );

const statesOf = ({ specialists }: WatchSpecialistsResponse): Record<string, number> =>
  Object.fromEntries(
    specialists
      .filter(({ name }) => name === 'cxas')
      .map(({ description, state }) => [description?.model?.version ?? '', state]),
  );

/** The version of cxas that a report used, and its state. */
async function cxasOfReport(): Promise<[version: string | undefined, state: number]> {
  const events = await collect(mesh.reports, { options: { maxNewTokens: 1 } });
  const used = valuesOf(events, 'contribution').find(({ slot }) => slot === 'cxas')!;
  return [used.model?.version, used.state];
}

const { USED } = ContributionState;
const { ACTIVE, PROBED } = SpecialistState;

test('a newer version that is listed beside takes over, and is rolled back at once', async () => {
  const second = await serveVersion('2.0.0');
  const before = await mesh.registry.list();
  await list([mesh.addresses['cxas']!, second.address]);
  const swapped = await untilActive('2.0.0');

  expect(statesOf(swapped)).toEqual({ '0.1.0': PROBED, '2.0.0': ACTIVE });
  expect(swapped.epoch).toBeGreaterThan(before.epoch);
  expect(await cxasOfReport()).toEqual(['2.0.0', USED]);

  const { active, epoch } = await mesh.registry.rollBack('cxas');
  expect(active?.version).toMatch(/^0\.1\.0\+/);
  expect(active?.reason).toBe('rolled back');
  expect(epoch).toBe(swapped.epoch + 1);
  expect(await cxasOfReport()).toEqual(['0.1.0', USED]);

  await mesh.registry.promote('cxas', '2.0');
  expect(await cxasOfReport()).toEqual(['2.0.0', USED]);
});

test('a command that cannot be done says what there is', async () => {
  await expect(mesh.registry.promote('cxas', '9')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    details: expect.stringMatching(
      /^expected one admitted version of 'cxas' that begins with '9', found 0 of 0\.1\.0\+/,
    ),
  });
  await expect(mesh.registry.promote('cxas')).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
  });
  await expect(mesh.registry.rollBack('cxas')).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    details: "expected a version of 'cxas' before the active one, found none",
  });
  await expect(mesh.registry.rollBack('other')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a changed address loses no report: the old instance serves until the new one is admitted', async () => {
  const second = await serveVersion('2.0.0');
  const reports: [string | undefined, number][] = [];
  const reporting = (async () => {
    do {
      reports.push(await cxasOfReport());
    } while (reports.at(-1)?.[0] !== '2.0.0');
  })();
  await list([second.address]);
  const after = await mesh.until(({ specialists }) => {
    const [only, ...others] = specialists.filter(({ name }) => name === 'cxas');
    return others.length === 0 && only?.address === second.address && only.state === ACTIVE;
  });
  await reporting;

  expect(reports.every(([, state]) => state === USED)).toBe(true);
  expect(after.versions.find(({ specialist }) => specialist === 'cxas')?.reason).toMatch(
    /^0\.1\.0\+.* is not listed any more$/,
  );
});

test('a report in progress keeps the version it began with, and the old one drains until then', async () => {
  let arrived: () => void = () => undefined;
  let release: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const mayAnswer = new Promise<void>((resolve) => {
    release = resolve;
  });
  const second = await serveVersion('2.0.0', async () => {
    arrived();
    await mayAnswer;
  });
  const third = await serveVersion('3.0.0');
  await list([second.address]);
  await untilActive('2.0.0');

  const report = cxasOfReport();
  await isAsked;
  await list([third.address]);
  const during = await untilActive('3.0.0');
  expect(statesOf(during)).toEqual({ '2.0.0': SpecialistState.DRAINING, '3.0.0': ACTIVE });
  release();

  expect(await report).toEqual(['2.0.0', USED]);
  await mesh.until((state) => Object.keys(statesOf(state)).join() === '3.0.0');
});

test('another admitted version stands in while the chosen one is gone', async () => {
  const second = await serveVersion('2.0.0');
  await list([mesh.addresses['cxas']!, second.address]);
  await untilActive('2.0.0');
  await second.kill();

  await untilActive('0.1.0');
  expect(await cxasOfReport()).toEqual(['0.1.0', USED]);
});

test('with the manual mode a new version waits, with a pin it is used wherever it is admitted', async () => {
  const second = await serveVersion('2.0.0');
  const both = [mesh.addresses['cxas']!, second.address];
  await list(both, { policies: { cxas: { swap: { mode: 'manual' } } } });
  const waiting = await mesh.until((state) => statesOf(state)['2.0.0'] === PROBED);
  expect(statesOf(waiting)).toEqual({ '0.1.0': ACTIVE, '2.0.0': PROBED });

  await list(both, { policies: { cxas: { swap: { mode: 'manual', pin: '2.0' } } } });
  await untilActive('2.0.0');
});

test('a required slot that gets nothing ends the report with the reason', async () => {
  const { cxas: _, ...others } = mesh.addresses;
  await writeRegistry(mesh.registryPath, others, { required: ['cxas'] });
  await mesh.until(({ specialists }) => specialists.length === 2);

  await expect(collect(mesh.reports)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    details: expect.stringMatching(/^slot 'cxas' is required: no active specialist/),
  });
});
