// SPDX-License-Identifier: Apache-2.0
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A key and a certificate that is its own authority, both as PEM. */
export interface SelfSignedCertificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes a certificate for 127.0.0.1, good for an hour either way (X.509 v3, ECDSA P-256). */
export function selfSignedCertificate(): SelfSignedCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(0x30, oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const commonName = der(0x30, oid('550403'), der(0x0c, Buffer.from('loopback')));
  const subject = der(0x30, der(0x31, commonName));
  const validity = der(0x30, time(-3_600_000), time(3_600_000));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const keyId = der(0x04, createHash('sha1').update(spki).digest());
  const extensions = der(
    0x30,
    extension('551d13', der(0x30, der(0x01, Buffer.from([0xff])))), // CA
    extension('551d11', der(0x30, der(0x87, Buffer.from([127, 0, 0, 1])))), // name: an address
    extension('551d0e', keyId),
  );
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const parts = [version, serial, algorithm, subject, validity, subject, spki];
  const body = der(0x30, ...parts, der(0xa3, extensions));
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const base64 = der(0x30, body, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
  };
}

/** One element of the Distinguished Encoding Rules. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const length = content.reduce((total, part) => total + part.length, 0);
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), ...content]);
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

const extension = (id: string, value: Buffer) => der(0x30, oid(id), der(0x04, value));

function time(offsetMs: number): Buffer {
  const text = new Date(Date.now() + offsetMs).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${text}Z`));
}
