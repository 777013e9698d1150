// SPDX-License-Identifier: Apache-2.0
import type { Environment } from '../environment.js';
import { openCertificates, type CertificateSource } from './certificate-source.js';
import { readTlsFiles } from './tls-files.js';

const opened = new Map<string, CertificateSource>();

/**
 * The certificates that the settings name, opened once per process; undefined without settings:
 * then connections are not secured.
 * @throws ConfigError if only some of the settings are there, or the files cannot be used.
 */
export function processCertificates(env: Environment = process.env): CertificateSource | undefined {
  const files = readTlsFiles(env);
  if (files === undefined) {
    return undefined;
  }
  const key = JSON.stringify(files);
  const source = opened.get(key) ?? openCertificates(files);
  opened.set(key, source);
  return source;
}
