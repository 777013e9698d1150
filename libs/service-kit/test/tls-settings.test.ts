// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError, readServerSecurity } from '../src/index.js';
import { createCertificateAuthority, tlsEnvironment, writeTlsFiles } from '../src/testing/index.js';
import { processCertificates, type TlsFiles } from '../src/tls/index.js';

const authority = createCertificateAuthority();
let folder: string;
let files: TlsFiles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tls-settings-'));
  files = await writeTlsFiles(folder, authority.issue(), authority);
});
afterAll(() => rm(folder, { recursive: true }));

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readServerSecurity(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
  return [];
}

test('without settings nothing is secured, and with all three everything is', () => {
  expect(readServerSecurity({})).toEqual({});
  const env = tlsEnvironment(files);
  expect(readServerSecurity(env).certificates?.files).toEqual(files);
  expect(processCertificates(env)).toBe(processCertificates({ ...env }));
});

test('some of the three are an error that names the others', () => {
  expect(
    problemsOf({ ASARG_TLS_CERT: files.certificate, ASARG_TLS_CA: files.authorities }),
  ).toEqual([
    'ASARG_TLS_KEY: expected a path, because of ASARG_TLS_CERT and ASARG_TLS_CA, found nothing',
  ]);
  expect(problemsOf({ ASARG_TLS_KEY: files.key })).toHaveLength(2);
});

test('every file that is not what it should be is named, with what was found', async () => {
  const text = join(folder, 'text.pem');
  await writeFile(text, 'no certificate');
  const env = { ...tlsEnvironment(files), ASARG_TLS_CERT: join(folder, 'none.pem') };

  expect(problemsOf({ ...env, ASARG_TLS_CA: text })).toEqual([
    `ASARG_TLS_CERT: expected a certificate in PEM, found no such file: ${folder}/none.pem`,
    `ASARG_TLS_CA: expected certificates in PEM, found none in ${text}`,
  ]);
  const other = await writeTlsFiles(join(folder, 'other'), authority.issue(), authority);
  expect(problemsOf({ ...tlsEnvironment(files), ASARG_TLS_KEY: other.key })).toEqual([
    `ASARG_TLS_KEY: expected the key of the certificate ${files.certificate}, found another in ${other.key}`,
  ]);
});

test('permissions are read, and their file is named if they cannot be', async () => {
  const path = join(folder, 'permissions.json');
  await writeFile(path, '{"schema":"asarg.permissions/1","permissions":[]}');
  expect(readServerSecurity({ ASARG_PERMISSIONS: path }).permissions).toBeDefined();

  await writeFile(path, '{}');
  expect(problemsOf({ ASARG_PERMISSIONS: path })[0]).toContain(
    `ASARG_PERMISSIONS: ${path}: expected`,
  );
  expect(problemsOf({ ASARG_PERMISSIONS: join(folder, 'none') })).toEqual([
    `ASARG_PERMISSIONS: expected a readable file, found ENOENT: ${join(folder, 'none')}`,
  ]);
  expect(problemsOf({ ASARG_HEALTH_LISTEN: 'here' })[0]).toBe(
    "ASARG_HEALTH_LISTEN: expected an address host:port, found 'here'",
  );
});
