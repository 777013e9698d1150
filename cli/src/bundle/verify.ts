// SPDX-License-Identifier: Apache-2.0
import { BundleError, readSignature, readTrustedKeys, verifySignature } from '@asarg/model-bundle';
import { readdir } from 'node:fs/promises';
import { createPaint } from '../paint.js';
import type { Subcommand } from '../command-group.js';
import { describeTerminal } from '../terminal.js';
import { exitCode, parseCommand } from '../usage.js';
import { oneFolder } from './one-folder.js';
import { readBundle, type BundleContents } from './read-bundle.js';

const help = `asarg bundle verify - check a bundle: manifest, digests, signature

Usage
  asarg bundle verify DIR [--trusted PATH]

Options
  --trusted PATH       a PEM file of public keys or a folder of them (default: ASARG_TRUSTED_KEYS);
                       with it, a bundle that none of them signed fails
  -h, --help           this text

Exit codes
  0  everything that was checked holds
  1  something does not; each line says what was expected and what was found
  2  the command line is wrong
`;

/** What one check came to. */
interface Finding {
  /** Undefined if there was nothing to check it against. */
  readonly holds: boolean | undefined;
  readonly text: string;
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('bundle', args, { trusted: { type: 'string' } });
  const folder = oneFolder(positionals);
  const trusted = values.trusted ?? (process.env['ASARG_TRUSTED_KEYS'] || undefined);
  const terminal = describeTerminal(process.stdout, process.env);
  const paint = createPaint(terminal);
  let contents: BundleContents | undefined;

  const findings = [
    await check(async () => {
      contents = await readBundle(folder);
      const { kind, name, version, files } = contents;
      const text = `${kind} bundle ${name} ${version}: the manifest is valid, and the digests hold of ${files.join(', ')}`;
      return { holds: true, text };
    }),
    await check(() => checkSignature(folder, trusted)),
  ];
  const signs = {
    true: paint(terminal.glyphs.good, 'green'),
    false: paint(terminal.glyphs.bad, 'red'),
    undefined: terminal.glyphs.dot,
  };
  for (const { holds, text } of findings) {
    process.stdout.write(`${signs[`${holds}`]} ${text}\n`);
  }
  const loose = contents && (await filesBeside(folder, contents));
  if (loose && loose.length > 0) {
    process.stdout.write(paint(`  not covered by the manifest: ${loose.join(', ')}\n`, 'dim'));
  }
  return findings.every(({ holds }) => holds !== false) ? exitCode.ok : exitCode.failed;
}

async function checkSignature(folder: string, trusted: string | undefined): Promise<Finding> {
  if (trusted !== undefined) {
    const keyId = await verifySignature(folder, await readTrustedKeys(trusted));
    return { holds: true, text: `signed by the trusted key ${keyId}` };
  }
  const signature = await readSignature(folder);
  const text = signature
    ? `says to be signed by key ${signature.keyId}; not checked, as no keys are trusted (--trusted)`
    : 'not signed; none is required, as no keys are trusted (--trusted)';
  return { holds: undefined, text };
}

async function check(what: () => Promise<Finding>): Promise<Finding> {
  try {
    return await what();
  } catch (error) {
    if (error instanceof BundleError) {
      return { holds: false, text: error.message };
    }
    throw error;
  }
}

async function filesBeside(folder: string, { files }: BundleContents): Promise<string[]> {
  const covered = new Set(['manifest.json', 'manifest.sig', ...files]);
  return (await readdir(folder)).filter((name) => !covered.has(name)).sort();
}

/** `asarg bundle verify`. */
export const subcommand: Subcommand = {
  summary: 'check manifest, digests and signature of a bundle',
  help,
  run,
};
