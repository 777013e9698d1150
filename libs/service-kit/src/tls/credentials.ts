// SPDX-License-Identifier: Apache-2.0
import { experimental, type ChannelCredentials, type ServerCredentials } from '@grpc/grpc-js';
import type { CertificateSource } from './certificate-source.js';

/** A server that shows its certificate and takes no client without one of the authorities'. */
export function tlsServerCredentials(certificates: CertificateSource): ServerCredentials {
  return experimental.createCertificateProviderServerCredentials(certificates, certificates, true);
}

/**
 * A client that shows its certificate and takes no server whose certificate is not one of the
 * authorities' or does not name the host that is called.
 */
export function tlsChannelCredentials(certificates: CertificateSource): ChannelCredentials {
  return experimental.createCertificateProviderChannelCredentials(certificates, certificates);
}
