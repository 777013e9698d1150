// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { der, objectId, sequence, time } from './der.js';

/** What a certificate says of its owner. */
export interface CertificateOrder {
  /** Subject alternative names that are URIs, such as `spiffe://mesh/cxas`. @default none */
  readonly uris?: readonly string[];
  /** DNS names. @default localhost */
  readonly dns?: readonly string[];
  /** IPv4 addresses. @default 127.0.0.1 */
  readonly ips?: readonly string[];
  /** From when to when it is valid. @default from an hour ago to an hour from now */
  readonly from?: Date;
  readonly to?: Date;
}

/** A certificate and its key, both PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority of a test. */
export interface CertificateAuthority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  issue(order?: CertificateOrder): IssuedCertificate;
}

const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));
const hourMs = 3_600_000;

/** Makes a self-signed authority and certificates by it; P-256 keys, X.509 v3. */
export function createCertificateAuthority(name = 'test authority'): CertificateAuthority {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const basicConstraints = extension('2.5.29.19', true, sequence(der(0x01, Buffer.of(0xff))));
  const hour = [new Date(Date.now() - hourMs), new Date(Date.now() + hourMs)] as const;

  function make(
    subject: string,
    publicKey: KeyObject,
    validity: readonly [Date, Date],
    extensions: readonly Buffer[],
  ): string {
    const signed = sequence(
      der(0xa0, der(0x02, Buffer.of(2))),
      // Positive, and without a leading zero that DER forbids.
      der(0x02, Buffer.of(0x40), randomBytes(15)),
      ecdsaWithSha256,
      commonName(name),
      sequence(...validity.map(time)),
      commonName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    const signature = der(0x03, Buffer.of(0), sign('sha256', signed, authority.privateKey));
    return pem(sequence(signed, ecdsaWithSha256, signature));
  }

  return {
    certificate: make(name, authority.publicKey, hour, [basicConstraints]),
    issue({
      uris = [],
      dns = ['localhost'],
      ips = ['127.0.0.1'],
      from = hour[0],
      to = hour[1],
    } = {}) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const names = sequence(
        ...uris.map((uri) => der(0x86, Buffer.from(uri))),
        ...dns.map((host) => der(0x82, Buffer.from(host))),
        ...ips.map((ip) => der(0x87, addressBytes(ip))),
      );
      return {
        certificate: make('test', publicKey, [from, to], [extension('2.5.29.17', false, names)]),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      };
    },
  };
}

function commonName(name: string): Buffer {
  const attribute = sequence(objectId('2.5.4.3'), der(0x0c, Buffer.from(name)));
  return sequence(der(0x31, attribute));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [der(0x01, Buffer.of(0xff))] : [];
  return sequence(objectId(id), ...flag, der(0x04, value));
}

function addressBytes(ip: string): Buffer {
  if (!isIPv4(ip)) {
    throw new RangeError(`expected an IPv4 address, found '${ip}'`);
  }
  return Buffer.from(ip.split('.').map(Number));
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
