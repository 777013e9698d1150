// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readApiKeys } from '../src/access/api-keys.js';
import { greyPng, imageForm, problemOf, startMesh } from './test-mesh.js';

const sha256 = (key: string): string => createHash('sha256').update(key).digest('hex');

async function fileOf(content: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'asarg-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'keys.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const keysOf = (keys: readonly object[]): object => ({ schema: 'asarg.api-keys/1', keys });
const two = keysOf([
  { name: 'flood', sha256: sha256('f-secret') },
  { name: 'rare', sha256: sha256('r-secret'), weight: 1 },
]);

test('requests to the API need a known key, health does not', async () => {
  const { url } = await startMesh({ ASARG_API_KEYS: await fileOf(two) });
  const asked = (headers: Record<string, string>) => fetch(`${url}/v1/specialists`, { headers });

  const without = await asked({});
  expect(without.headers.get('www-authenticate')).toBe('Bearer realm="asarg"');
  expect(await problemOf(without)).toEqual([401, 'urn:asarg:problem:api-key-missing']);
  expect((await asked({ Authorization: 'Basic Zjpm' })).status).toBe(401);
  const wrong = await asked({ Authorization: 'Bearer f-secret2' });
  expect(await problemOf(wrong)).toEqual([403, 'urn:asarg:problem:api-key-unknown']);
  expect((await asked({ 'X-Api-Key': sha256('f-secret') })).status).toBe(403);
  expect((await asked({ Authorization: 'Bearer f-secret' })).status).toBe(200);
  expect((await asked({ 'X-Api-Key': 'r-secret' })).status).toBe(200);
  for (const path of ['/V1/Specialists', '/v1/specialists/', '/v1/reports/1/image', '/v1/none']) {
    expect((await fetch(url + path)).status, path).toBe(401);
  }
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect((await fetch(`${url}/docs-json`)).status).toBe(200);
});

test('a client that floods the gateway does not keep another from its turn', async () => {
  const { url, fusion } = await startMesh({
    ASARG_API_KEYS: await fileOf(two),
    ASARG_MAX_REPORTS: '1',
    ASARG_QUEUE_REPORTS: '3',
  });
  const reports = fusion.hold();
  const png = await greyPng();
  const order: string[] = [];
  const ask = async (key: string): Promise<number> => {
    const headers = { 'X-Api-Key': key, Prefer: 'wait=30' };
    const body = imageForm(png);
    const { status } = await fetch(`${url}/v1/reports`, { method: 'POST', body, headers });
    if (status === 201) order.push(key);
    return status;
  };
  const first = ask('f-secret');
  await reports.held;
  const flood = Array.from({ length: 6 }, () => ask('f-secret'));
  // Three wait, three are refused.
  await Promise.race(flood);
  const rare = ask('r-secret');
  const statuses = Promise.all(flood);
  // The fourth refusal of the flood makes room for the other client.
  await expect
    .poll(
      async () =>
        (await Promise.all(flood.map((one) => Promise.race([one, 0])))).filter(Boolean).length,
    )
    .toBe(4);
  reports.release();

  expect([await first, await rare]).toEqual([201, 201]);
  expect((await statuses).filter((status) => status === 429)).toHaveLength(4);
  expect(order.indexOf('r-secret')).toBeLessThanOrEqual(2);
});

const faults: [string, unknown, RegExp][] = [
  ['no JSON', '{', /expected JSON/],
  ['another schema', { schema: 'asarg.api-keys/2', keys: [] }, /schema/],
  ['no keys', keysOf([]), /keys/],
  [
    'a key as it is',
    keysOf([{ name: 'a', sha256: 'secret' }]),
    /keys\.0\.sha256: expected 64 digits/,
  ],
  ['a name that metrics cannot have', keysOf([{ name: 'Dr. X', sha256: sha256('a') }]), /a-z, 0-9/],
  [
    'a key twice',
    keysOf([
      { name: 'a', sha256: sha256('a') },
      { name: 'b', sha256: sha256('a') },
    ]),
    /each sha256 once/,
  ],
];

test.each(faults)(
  'a file with %s is refused, and digests are not told',
  async (_, content, words) => {
    const error = await readApiKeys(await fileOf(content)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(words) });
    expect(String(error)).toContain('ASARG_API_KEYS');
    expect(String(error)).not.toMatch(/[0-9a-f]{64}|secret/);
  },
);

test('a file that is not there is refused', async () => {
  await expect(readApiKeys('/nowhere/keys.json')).rejects.toThrow(/ASARG_API_KEYS: .*ENOENT/);
});
