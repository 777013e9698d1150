// SPDX-License-Identifier: Apache-2.0
import { SpecialistState } from '@asarg/contracts';
import { EventEmitter, once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { bundle, collect, startMesh, writeRegistry } from './mesh-fixture.js';
import { descriptionsFor, serveSpecialist, type SpecialistServer } from './specialist-server.js';

const options = { maxNewTokens: 1 };
const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** An instance of cxas with work of others than the fusion-llm under test. */
async function serveBusy(othersAtFirst: number) {
  const events = new EventEmitter();
  let others = othersAtFirst;
  const server: SpecialistServer = await serveSpecialist(descriptionsFor(bundle)['cxas']!, {
    load() {
      events.emit('told');
      return { waiting: others, running: 0, capacity: 1 };
    },
  });
  endings.push(server.kill);
  return {
    server,
    set others(count: number) {
      others = count;
    },
    /** Waits until its load has been told, and heard: with the next calls' ends. */
    async untilHeard() {
      for (let told = 0; told < 3; told++) await once(events, 'told');
    },
  };
}

test('what other replicas have an instance do decides where calls go, as it changes', async () => {
  const [busy, idle] = [await serveBusy(10), await serveBusy(0)];
  const mesh = await startMesh();
  endings.push(mesh.close);
  const cxas = [busy.server.address, idle.server.address];
  await writeRegistry(mesh.registryPath, { ...mesh.addresses, cxas });
  await mesh.until(
    ({ specialists }) =>
      specialists.filter(({ name }) => name === 'cxas').length === 2 &&
      specialists.every(({ state }) => state === SpecialistState.ACTIVE),
  );
  await Promise.all([busy.untilHeard(), idle.untilHeard()]);
  for (let k = 0; k < 6; k++) await collect(mesh.reports, { options });
  expect([busy.server.asked.length, idle.server.asked.length]).toEqual([0, 6]);

  busy.others = 0;
  idle.others = 10;
  await Promise.all([busy.untilHeard(), idle.untilHeard()]);
  for (let k = 0; k < 6; k++) await collect(mesh.reports, { options });
  expect([busy.server.asked.length, idle.server.asked.length]).toEqual([6, 6]);

  idle.others = 0;
  await idle.untilHeard();
  for (let k = 0; k < 6; k++) await collect(mesh.reports, { options });
  expect([busy.server.asked.length, idle.server.asked.length]).toEqual([9, 9]);
});
