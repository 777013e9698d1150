// SPDX-License-Identifier: Apache-2.0
import { generateSigningKey } from '@asarg/model-bundle';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subcommand } from '../command-group.js';
import { exitCode, parseCommand, UsageError } from '../usage.js';

const privateName = 'signing-key.pem';
const publicName = 'signing-key.pub.pem';

const help = `asarg bundle keygen - make a key pair that signs bundles

Usage
  asarg bundle keygen --out DIR

Options
  --out DIR            folder to write to; made if missing, nothing in it is overwritten
  -h, --help           this text

Writes ${privateName} (Ed25519, PKCS #8, readable by you alone, not encrypted) and
${publicName}, and prints the key's id, the SHA-256 of the raw public key. Give the public
file to those who verify; keep the other one away from machines that serve.
`;

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('bundle', args, { out: { type: 'string' } });
  if (positionals.length > 0) {
    throw new UsageError(`expected options only, found "${positionals[0]}"`, 'bundle');
  }
  if (!values.out) {
    throw new UsageError('--out: expected a folder to write to, found none', 'bundle');
  }
  const { privateKeyPem, publicKeyPem, keyId } = generateSigningKey();
  await mkdir(values.out, { recursive: true });
  const privatePath = join(values.out, privateName);
  const publicPath = join(values.out, publicName);
  await writeNew(privatePath, privateKeyPem, 0o600);
  await writeNew(publicPath, publicKeyPem, 0o644);
  process.stdout.write(`key ${keyId}\n  private  ${privatePath}\n  public   ${publicPath}\n`);
  return exitCode.ok;
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const found = code === 'EEXIST' ? 'one already' : message;
    throw new Error(`${path}: expected to write a new key, found ${found}`, { cause });
  }
}

/** `asarg bundle keygen`. */
export const subcommand: Subcommand = { summary: 'make a key pair that signs bundles', help, run };
