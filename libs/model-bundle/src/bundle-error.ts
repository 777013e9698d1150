// SPDX-License-Identifier: Apache-2.0

/** Thrown when a bundle cannot be used; names the file, what was expected and what was found. */
export class BundleError extends Error {
  override readonly name = 'BundleError';

  constructor(
    /** Path of the file that is wrong. */
    readonly file: string,
    /** What should have been there. */
    readonly expected: string,
    /** What was there. */
    readonly found: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: expected ${expected}, found ${found}`, options);
  }
}
