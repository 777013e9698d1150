// SPDX-License-Identifier: Apache-2.0
/**
 * Mutual TLS between services, for both ends: settings, certificates that are read again when
 * their files change, and who the other end is. Apart from the package's front door because
 * clients need no server.
 *
 * ```ts
 * import { processCertificates, tlsChannelCredentials } from '@asarg/service-kit/tls';
 *
 * const certificates = processCertificates(); // ASARG_TLS_CERT, ASARG_TLS_KEY, ASARG_TLS_CA
 * const secured = certificates && tlsChannelCredentials(certificates);
 * ```
 */
export { readTlsFiles, tlsVariables } from './tls-files.js';
export type { TlsFiles } from './tls-files.js';
export { openCertificates } from './certificate-source.js';
export type { CertificateEvent, CertificateSource } from './certificate-source.js';
export { processCertificates } from './process-certificates.js';
export { tlsChannelCredentials, tlsServerCredentials } from './credentials.js';
export { identityOfNames } from './peer-identity.js';
