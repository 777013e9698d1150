// SPDX-License-Identifier: Apache-2.0
/**
 * Makes real certificates, so that tests of secured connections need no program beside Node.
 *
 * ```ts
 * import { createCertificateAuthority, writeTlsFiles } from '@asarg/service-kit/testing';
 *
 * const authority = createCertificateAuthority();
 * const issued = authority.issue({ uris: ['spiffe://mesh/cxas'] });
 * const files = await writeTlsFiles(folder, issued, authority);
 * ```
 */
export { createCertificateAuthority } from './certificate-authority.js';
export type {
  CertificateAuthority,
  CertificateOrder,
  IssuedCertificate,
} from './certificate-authority.js';
export { tlsEnvironment, writeTlsFiles } from './write-tls-files.js';
