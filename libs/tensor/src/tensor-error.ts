// SPDX-License-Identifier: Apache-2.0

/** What is wrong with a tensor or with the stream that carries it. */
export type TensorErrorCode =
  /** The element type is not set or not known. */
  | 'unknown-dtype'
  /** The encoding is not set or not known. */
  | 'unknown-encoding'
  /** A dimension is not a whole number >= 0, or there are too many of them. */
  | 'bad-shape'
  /** Sizes that should agree do not. */
  | 'size-mismatch'
  /** More bytes than the receiver accepts. */
  | 'too-large'
  /** A part that may not come at this place of the stream. */
  | 'out-of-order'
  /** A chunk does not start where the previous one ended. */
  | 'wrong-offset'
  /** A chunk reaches past the size that the header announced. */
  | 'overflow'
  /** Two tensors of one stream have the same name. */
  | 'duplicate-name'
  /** The bytes are not what their encoding says. */
  | 'corrupt'
  /** The operation is not defined for this element type. */
  | 'wrong-dtype';

/** Thrown when a tensor or a part of a tensor stream is refused; says expected and found. */
export class TensorError extends Error {
  override readonly name = 'TensorError';

  constructor(
    readonly code: TensorErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
