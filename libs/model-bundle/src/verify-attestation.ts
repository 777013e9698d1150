// SPDX-License-Identifier: Apache-2.0
import { verify } from 'node:crypto';
import { specialistManifestSchema, type SpecialistManifest } from './specialist-manifest.js';
import type { TrustedKeys } from './trusted-keys.js';

/** What a specialist says of itself, as far as its attestation covers it; a `DescribeResponse`. */
export interface AttestedDescription {
  readonly model?:
    | { readonly name: string; readonly version: string; readonly digest: string }
    | undefined;
  readonly attestation?:
    | { readonly manifest: Uint8Array; readonly signature: Uint8Array; readonly keyId: string }
    | undefined;
}

/**
 * Whether a specialist has shown the signed manifest of the model that it describes: the signature
 * is of these bytes and by a trusted key, and the manifest has the described name, version and
 * model digest. It shows what the bundle is, not that the process runs it.
 * @returns undefined if so, else why not: what was expected and what was found.
 */
export function verifyAttestation(
  { model, attestation }: AttestedDescription,
  trustedKeys: TrustedKeys,
): string | undefined {
  if (attestation === undefined) {
    return 'expected an attestation, found none';
  }
  const { manifest, signature, keyId } = attestation;
  const key = trustedKeys.get(keyId);
  if (key === undefined) {
    const ids = [...trustedKeys.keys()].join(' or ') || 'none, as no key is trusted';
    return `expected an attestation by key ${ids}, found one by key ${JSON.stringify(keyId.slice(0, 64))}`;
  }
  if (!verify(null, manifest, key, signature)) {
    return `expected a signature of the attested manifest by key ${keyId}, found one that does not match it`;
  }
  const signed = readManifest(manifest);
  if (signed === undefined) {
    return "expected the attested manifest to be a specialist bundle's, found another";
  }
  const { name, version, model: file } = signed;
  const described: readonly [string, string, string | undefined][] = [
    ['model digest', file.sha256, model?.digest],
    ['name', name, model?.name],
    ['version', version, model?.version],
  ];
  const wrong = described.find(([, expected, found]) => expected !== found);
  if (wrong === undefined) {
    return undefined;
  }
  const [what, expected, found] = wrong;
  const shown = JSON.stringify((found ?? '').slice(0, 100));
  return `expected the ${what} of the signed manifest, ${expected}, found ${shown} described`;
}

function readManifest(bytes: Uint8Array): SpecialistManifest | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return specialistManifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
