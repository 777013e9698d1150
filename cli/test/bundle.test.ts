// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin/asarg.mjs', import.meta.url));
const model = fileURLToPath(new URL('../../models/compact/lvm-med', import.meta.url));

let folder = '';
let bundle = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asarg-bundle-'));
  bundle = join(folder, 'bundle');
  await cp(model, bundle, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function asarg(...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, LANG: 'C.UTF-8', ASARG_TRUSTED_KEYS: undefined };
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, 'bundle', ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

it('makes a key, signs a bundle with it and verifies it, until something is changed', async () => {
  const keys = join(folder, 'keys');
  const publicKey = join(keys, 'signing-key.pub.pem');
  const privateKey = join(keys, 'signing-key.pem');
  const made = await asarg('keygen', '--out', keys);
  const keyId = /^key ([0-9a-f]{64})$/m.exec(made.stdout)?.[1];
  expect(keyId).toBeDefined();
  expect((await stat(privateKey)).mode & 0o077).toBe(0);

  const unsigned = await asarg('verify', bundle, '--trusted', publicKey);
  expect(unsigned.code).toBe(1);
  expect(unsigned.stdout).toContain(`expected a signature by key ${keyId}, found no such file`);

  expect(await asarg('sign', bundle, '--key', privateKey)).toMatchObject({ code: 0, stderr: '' });
  const signed = await asarg('verify', bundle, '--trusted', publicKey);
  expect(signed).toMatchObject({ code: 0, stderr: '' });
  expect(signed.stdout).toContain(`✔ signed by the trusted key ${keyId}`);
  expect(signed.stdout).toContain('the digests hold of model.onnx');

  await appendFile(join(bundle, 'manifest.json'), ' ');
  const changed = await asarg('verify', bundle, '--trusted', publicKey);
  expect(changed.code).toBe(1);
  expect(changed.stdout).toContain('found one that does not match it');
});

it('signs nothing that does not hold, and overwrites no key', async () => {
  await asarg('keygen', '--out', folder);
  const privateKey = join(folder, 'signing-key.pem');
  const before = await readFile(privateKey, 'utf8');
  expect(await asarg('keygen', '--out', folder)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('expected to write a new key, found one already'),
  });
  expect(await readFile(privateKey, 'utf8')).toBe(before);

  await writeFile(join(bundle, 'model.onnx'), 'other weights');
  const refused = await asarg('sign', bundle, '--key', privateKey);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('model.onnx: expected sha256');
  await expect(stat(join(bundle, 'manifest.sig'))).rejects.toThrow('ENOENT');
});

it.each([
  [['verify'], 'expected the folder of one bundle, found none'],
  [['sign', 'a', 'b'], 'expected the folder of one bundle, found 2'],
  [['sign', 'a'], '--key: expected the file of a private key, found none'],
  [['keygen'], '--out: expected a folder to write to, found none'],
  [['forge'], 'expected one of keygen, sign, verify; found "forge"'],
])('refuses the arguments %j', async (args, message) => {
  const { code, stderr } = await asarg(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
