// SPDX-License-Identifier: Apache-2.0

/** Why an image was refused. Closed: callers map each to an answer of their own. */
export type ImagingErrorCode =
  | 'empty'
  | 'unrecognised'
  | 'truncated'
  | 'no-pixels'
  | 'multi-frame'
  | 'colour'
  | 'too-large'
  | 'unsupported-transfer-syntax'
  | 'unsupported'
  | 'corrupt';

/**
 * The only error this package throws for an input it cannot use. The message says what was
 * expected and what was found, and never carries pixels or patient data.
 */
export class ImagingError extends Error {
  override readonly name = 'ImagingError';
  readonly code: ImagingErrorCode;

  constructor(code: ImagingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /**
   * Passes an ImagingError through; anything else (a codec's number, a parser's string) becomes
   * one with the given code and message. The reason is not kept: parsers quote the data they read.
   */
  static from(reason: unknown, code: ImagingErrorCode, message: string): ImagingError {
    return reason instanceof ImagingError ? reason : new ImagingError(code, message);
  }
}
