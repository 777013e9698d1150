// SPDX-License-Identifier: Apache-2.0
import type { Attestation } from '@asarg/contracts';
import type { SpecialistBundle } from '@asarg/model-bundle';

/** What shows who vouches for a bundle; undefined for one that is not signed. */
export function attestationOf({
  manifestBytes,
  signature,
}: SpecialistBundle): Attestation | undefined {
  return signature && { manifest: manifestBytes, ...signature };
}
