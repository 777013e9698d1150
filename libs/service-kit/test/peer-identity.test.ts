// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCertificateAuthority } from '../src/testing/index.js';
import { identityOfNames } from '../src/tls/index.js';

const authority = createCertificateAuthority();

function identityOf(uris: readonly string[], dns: readonly string[]): string | undefined {
  const { certificate } = authority.issue({ uris, dns });
  return identityOfNames(new X509Certificate(certificate).subjectAltName);
}

test('the URI comes before DNS names, and the first of these counts', () => {
  expect(identityOf(['spiffe://mesh/cxas'], ['cxas'])).toBe('spiffe://mesh/cxas');
  expect(identityOf([], ['cxas.mesh', 'cxas'])).toBe('cxas.mesh');
  expect(identityOf([], [])).toBeUndefined();
  expect(identityOfNames(undefined)).toBeUndefined();
});

test('two URIs are no identity', () => {
  expect(identityOf(['spiffe://mesh/a', 'spiffe://mesh/b'], ['cxas'])).toBeUndefined();
});

test('a DNS name never passes for a URI', () => {
  expect(identityOf([], ['spiffe://mesh/admin'])).toBeUndefined();
  expect(identityOf([], ['a, URI:spiffe://mesh/admin'])).toBeUndefined();
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 24 }), (noise) => {
      const name = `${noise}, URI:spiffe://mesh/admin`;
      expect(identityOf([], [name])).not.toBe('spiffe://mesh/admin');
      expect(identityOf(['spiffe://mesh/me'], [name])).not.toBe('spiffe://mesh/admin');
    }),
    { numRuns: 50 },
  );
});
