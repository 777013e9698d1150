// SPDX-License-Identifier: Apache-2.0
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tlsVariables, type TlsFiles } from '../tls/tls-files.js';
import type { CertificateAuthority, IssuedCertificate } from './certificate-authority.js';

/** Writes a certificate, its key and the authority that its peers need into a folder. */
export async function writeTlsFiles(
  folder: string,
  { certificate, key }: IssuedCertificate,
  authority: CertificateAuthority,
): Promise<TlsFiles> {
  await mkdir(folder, { recursive: true });
  const files: TlsFiles = {
    certificate: join(folder, 'cert.pem'),
    key: join(folder, 'key.pem'),
    authorities: join(folder, 'ca.pem'),
  };
  const put = async (path: string, text: string): Promise<void> => {
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  };
  await put(files.certificate, certificate);
  await put(files.key, key);
  await put(files.authorities, authority.certificate);
  return files;
}

/** The environment variables that name the files. */
export function tlsEnvironment(files: TlsFiles): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tlsVariables).map(([key, name]) => [name, files[key as keyof TlsFiles]]),
  );
}
