// SPDX-License-Identifier: Apache-2.0
import { readSpecialistConfig, specialistVariables } from '@asarg/specialist-kit';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeBundle } from './test-bundles.js';

const kit = new URL('../dist/index.js', import.meta.url).href;
let folder: string;
let main: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'specialist-process-'));
  main = join(folder, 'main.mjs');
  const start = `runSpecialist({ service: 'vision', listen: '127.0.0.1:0' });`;
  await writeFile(main, `import { runSpecialist } from '${kit}';\n${start}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

function run(env: Record<string, string>): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [main], { env });
}

async function failure(env: Record<string, string>): Promise<{ code: number; errors: string }> {
  const service = run(env);
  const [errors, [code]] = await Promise.all([text(service.stderr), once(service, 'exit')]);
  return { code, errors };
}

test('a specialist process logs one line when it serves and exits 0 on SIGTERM', async () => {
  const service = run({ ASARG_BUNDLE: await writeBundle(folder, 'segmenter') });
  const [line] = await once(service.stderr, 'data');
  expect(String(line).trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(String(line))).toMatchObject({
    msg: 'serving',
    service: 'vision',
    address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    model: { name: 'test-segmenter', version: '1.2.3' },
    executionProvider: 'cpu',
  });
  service.kill('SIGTERM');
  expect((await once(service, 'exit'))[0]).toBe(0);
});

test('requests run together if the setting says so, unless the network does not take them', async () => {
  const untilServing = async (kind: 'segmenter' | 'single' | 'mixer') => {
    const service = run({
      ASARG_BUNDLE: await writeBundle(folder, kind),
      ASARG_MAX_BATCH: '4',
    });
    const seen: Record<string, unknown>[] = [];
    for await (const line of createInterface(service.stderr)) {
      seen.push(JSON.parse(line));
      if (seen.at(-1)!['msg'] === 'serving') break;
    }
    service.kill('SIGTERM');
    return seen;
  };
  expect(await untilServing('segmenter')).toMatchObject([{ msg: 'serving', maxBatch: 4 }]);
  const oneByOne = (reason: RegExp) => [
    { msg: 'frames run one at a time', maxBatch: 4, reason: expect.stringMatching(reason) },
    { msg: 'serving', maxBatch: 1 },
  ];
  expect(await untilServing('single')).toMatchObject(oneByOne(/invalid dimensions/i));
  // Its output has a row for each frame, but made of all of them.
  expect(await untilServing('mixer')).toMatchObject(
    oneByOne(/^output 'latent' of a request in a batch: expected the values that it has alone/),
  );
});

test('a wrong digest is one line with file, expected and found, and exit code 1', async () => {
  const bundle = await writeBundle(folder, 'segmenter');
  await writeFile(join(bundle, 'model.onnx'), 'other');
  const { code, errors } = await failure({ ASARG_BUNDLE: bundle });
  expect(code).toBe(1);
  expect(errors).toMatch(
    /^BundleError: .*model\.onnx: expected sha256 \w{64}, found sha256 \w{64}\n$/,
  );
});

test('a missing bundle and wrong settings are one line each', async () => {
  const missing = await failure({ ASARG_BUNDLE: join(folder, 'none') });
  expect(missing.errors).toBe(
    `BundleError: ${join(folder, 'none', 'manifest.json')}: expected a bundle's manifest, found no such file\n`,
  );
  const wrong = await failure({ ASARG_THREADS: 'many', ASARG_EXECUTION_PROVIDER: 'tpu' });
  expect(wrong.errors).toMatch(/^ConfigError: .*ASARG_EXECUTION_PROVIDER: .*ASARG_THREADS: .*\n$/);
  expect([missing.code, wrong.code]).toEqual([1, 1]);
});

test('an execution provider that does not load is one line naming the alternatives', async () => {
  const bundle = await writeBundle(folder, 'segmenter');
  const service = run({ ASARG_BUNDLE: bundle, ASARG_EXECUTION_PROVIDER: 'cuda' });
  const [output] = await once(service.stderr, 'data');
  // Where CUDA is there, it serves.
  expect(String(output)).toMatch(
    /^RuntimeUnavailableError: .*'cuda'.*alternatives: cpu.*\n$|"msg":"serving"/,
  );
  service.kill('SIGTERM');
});

test('settings have the documented defaults', () => {
  const { bundle, security, ...rest } = readSpecialistConfig('vision', '127.0.0.1:7011', {});
  expect(bundle).toMatch(/models.compact.vision$/);
  expect(security).toEqual({});
  expect(rest).toEqual({
    trustedKeys: undefined,
    listen: '127.0.0.1:7011',
    executionProvider: 'cpu',
    threads: 1,
    maxBatch: undefined,
    queue: 32,
    drainMs: 10_000,
    logLevel: 'info',
    name: 'vision',
  });
  expect(Object.keys(specialistVariables)).toEqual(
    expect.arrayContaining(['bundle', 'join', 'advertise', ...Object.keys(rest)]),
  );
});
