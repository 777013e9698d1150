// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../../src/index.js';

/** The ImagingError that the work ends with; anything else fails the test. */
export async function refusal(work: Promise<unknown>): Promise<ImagingError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ImagingError) return error;
    throw error;
  }
  throw new Error('expected an ImagingError, found a result');
}
