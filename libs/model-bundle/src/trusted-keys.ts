// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from './bundle-error.js';
import { keyIdOf } from './signing-key.js';
import { describeFailure } from './verify-file.js';

/** Ed25519 public keys whose signatures count, by key id. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

const expected = 'Ed25519 public keys in PEM';
const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;

/**
 * Reads trusted keys: every key of a PEM file, or of all `*.pem` files of a folder.
 * @throws BundleError naming the file: unreadable, no key in it, or a key of another kind; a
 * private key is refused, because it has no place where bundles are only verified.
 */
export async function readTrustedKeys(path: string): Promise<TrustedKeys> {
  const keys = new Map<string, KeyObject>();
  for (const file of await keyFiles(path)) {
    for (const key of publicKeysOf(file, await readText(file))) {
      keys.set(keyIdOf(key), key);
    }
  }
  return keys;
}

async function keyFiles(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) {
      return [path];
    }
    const names = (await readdir(path)).filter((name) => name.endsWith('.pem'));
    if (names.length > 0) {
      return names.sort().map((name) => join(path, name));
    }
  } catch (cause) {
    throw new BundleError(path, expected, describeFailure(cause), { cause });
  }
  throw new BundleError(path, expected, 'no *.pem file in the folder');
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new BundleError(file, expected, describeFailure(cause), { cause });
  }
}

function publicKeysOf(file: string, text: string): KeyObject[] {
  const blocks = [...text.matchAll(pemBlock)];
  if (blocks.length === 0) {
    throw new BundleError(file, expected, 'no PEM block');
  }
  return blocks.map(([pem, label]) => {
    if (label !== 'PUBLIC KEY') {
      throw new BundleError(file, expected, `a ${label!.toLowerCase()}`);
    }
    let key: KeyObject;
    try {
      key = createPublicKey(pem);
    } catch (cause) {
      throw new BundleError(file, expected, 'a PEM block that holds no key', { cause });
    }
    if (key.asymmetricKeyType !== 'ed25519') {
      throw new BundleError(file, expected, `a key of type ${key.asymmetricKeyType}`);
    }
    return key;
  });
}
