// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './support.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'asarg-start-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const services = [
  { service: 'cxas', model: 'model.onnx' },
  { service: 'fusion-llm', bundle: 'fusion', model: 'decoder.onnx' },
];

test.for(services)(
  '$service refuses a bundle with a wrong digest',
  async ({ service, bundle, model }) => {
    await copyBundle(bundle ?? service);
    const file = path.join(folder, model);
    const bytes = await readFile(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(file, bytes);

    const { code, output } = await start(service, { ASARG_BUNDLE: folder });

    expect(code).toBe(1);
    expect(output).toContain(model);
    expect(output).toMatch(/expected.*[0-9a-f]{12}.*found.*[0-9a-f]{12}/is);
  },
);

test.for(services)(
  '$service refuses a bundle with a missing file',
  async ({ service, bundle, model }) => {
    await copyBundle(bundle ?? service);
    await rm(path.join(folder, model));

    const { code, output } = await start(service, { ASARG_BUNDLE: folder });

    expect(code).toBe(1);
    expect(output).toContain(model);
    expect(output).toMatch(/missing|not found|no such file/i);
  },
);

test('an execution provider that is not there is named, with the alternatives', async () => {
  await copyBundle('cxas');

  const { code, output } = await start('cxas', {
    ASARG_BUNDLE: folder,
    ASARG_EXECUTION_PROVIDER: 'cuda',
  });

  expect(code).toBe(1);
  expect(output).toMatch(/cuda/);
  expect(output).toMatch(/cpu/);
});

test('every invalid variable is reported at once', async () => {
  const { code, output } = await start('vision', {
    ASARG_LISTEN: 'nowhere',
    ASARG_QUEUE: '-1',
    ASARG_EXECUTION_PROVIDER: 'abacus',
  });

  expect(code).toBe(1);
  for (const name of ['ASARG_LISTEN', 'ASARG_QUEUE', 'ASARG_EXECUTION_PROVIDER']) {
    expect(output).toContain(name);
  }
});

const copyBundle = (name: string): Promise<void> =>
  cp(path.join(root, 'models/compact', name), folder, { recursive: true });

function start(
  service: string,
  environment: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, `services/${service}/dist/main.js`)], {
      env: { ...process.env, ASARG_LISTEN: '127.0.0.1:0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
