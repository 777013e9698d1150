// SPDX-License-Identifier: Apache-2.0

/** Thrown for tensors that break the protocol's rules; says what was expected and what was found. */
export class OpenInferenceError extends Error {
  override readonly name = 'OpenInferenceError';

  constructor(
    /** Name of the gRPC status of a request with such tensors. */
    readonly code: 'INVALID_ARGUMENT' | 'UNIMPLEMENTED',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
