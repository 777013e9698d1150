// SPDX-License-Identifier: Apache-2.0
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A key pair that signs bundles. */
export interface SigningKey {
  /** PKCS #8, PEM, not encrypted. */
  readonly privateKeyPem: string;
  /** SPKI, PEM. */
  readonly publicKeyPem: string;
  /** SHA-256 of the raw public key, 64 lower-case hex digits. */
  readonly keyId: string;
}

/** Makes a new Ed25519 key pair. */
export function generateSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    keyId: keyIdOf(publicKey),
  };
}

/** SHA-256 of the 32 raw bytes of an Ed25519 public key, in lower-case hex. */
export function keyIdOf(publicKey: KeyObject): string {
  const { x } = publicKey.export({ format: 'jwk' });
  return createHash('sha256')
    .update(Buffer.from(x ?? '', 'base64url'))
    .digest('hex');
}
