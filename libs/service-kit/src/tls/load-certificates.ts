// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '../config-error.js';
import { tlsVariables, type TlsFiles } from './tls-files.js';

/** What the files hold: three PEM texts that belong together. */
export interface Certificates {
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly authorities: Buffer;
}

/**
 * Reads the files and sees that a connection can be made with them.
 * @throws ConfigError naming every file that is not what it should be, and a key that is not that
 * of the certificate.
 */
export function loadCertificates(files: TlsFiles): Certificates {
  const problems: string[] = [];
  function load<T>(file: keyof TlsFiles, expected: string, parse: (pem: Buffer) => T) {
    let pem: Buffer;
    try {
      pem = readFileSync(files[file]);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      const found = code === 'ENOENT' ? 'no such file' : `a file that cannot be read (${code})`;
      problems.push(`${tlsVariables[file]}: expected ${expected}, found ${found}: ${files[file]}`);
      return undefined;
    }
    try {
      return { pem, parsed: parse(pem) };
    } catch {
      problems.push(`${tlsVariables[file]}: expected ${expected}, found none in ${files[file]}`);
      return undefined;
    }
  }
  const certificate = load('certificate', 'a certificate in PEM', parseCertificate);
  const key = load('key', 'a private key in PEM, not encrypted', (pem): KeyObject =>
    createPrivateKey(pem),
  );
  const authorities = load('authorities', 'certificates in PEM', parseCertificate);
  if (certificate && key && !certificate.parsed.checkPrivateKey(key.parsed)) {
    problems.push(
      `${tlsVariables.key}: expected the key of the certificate ${files.certificate}, ` +
        `found another in ${files.key}`,
    );
  }
  if (!certificate || !key || !authorities || problems.length > 0) {
    throw new ConfigError(problems);
  }
  const loaded = { certificate: certificate.pem, key: key.pem, authorities: authorities.pem };
  try {
    createSecureContext({ cert: loaded.certificate, key: loaded.key, ca: loaded.authorities });
  } catch (error) {
    throw new ConfigError([
      `${Object.values(tlsVariables).join(', ')}: expected files that TLS accepts, ` +
        `found ${(error as Error).message}`,
    ]);
  }
  return loaded;
}

/** The first certificate of a PEM file. */
export function parseCertificate(pem: Buffer): X509Certificate {
  return new X509Certificate(pem);
}
