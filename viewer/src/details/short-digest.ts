// SPDX-License-Identifier: Apache-2.0

/** The first twelve digits of a digest, without its algorithm; a dash for none. */
export function shortDigest(digest: string | undefined): string {
  return digest ? digest.replace(/^sha256:/, '').slice(0, 12) : '–';
}
