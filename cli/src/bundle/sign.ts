// SPDX-License-Identifier: Apache-2.0
import { signBundle } from '@asarg/model-bundle';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subcommand } from '../command-group.js';
import { exitCode, parseCommand, UsageError } from '../usage.js';
import { oneFolder } from './one-folder.js';
import { readBundle } from './read-bundle.js';

const help = `asarg bundle sign - sign the manifest of a bundle

Usage
  asarg bundle sign DIR --key FILE

Options
  --key FILE           private key, as \`asarg bundle keygen\` writes it
  -h, --help           this text

The bundle is read and every file's digest is checked first: what is signed is what is there.
Writes DIR/manifest.sig in place of an older one. Any later change of manifest.json, be it a space, or
of a file that it names makes the signature or a digest wrong.
`;

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('bundle', args, { key: { type: 'string' } });
  const folder = oneFolder(positionals);
  if (!values.key) {
    throw new UsageError('--key: expected the file of a private key, found none', 'bundle');
  }
  const key = await readFile(values.key, 'utf8');
  const { name, version } = await readBundle(folder);
  const { keyId } = await signBundle(folder, key);
  process.stdout.write(
    `signed ${name} ${version}\n  key        ${keyId}\n  signature  ${join(folder, 'manifest.sig')}\n`,
  );
  return exitCode.ok;
}

/** `asarg bundle sign`. */
export const subcommand: Subcommand = { summary: 'sign the manifest of a bundle', help, run };
