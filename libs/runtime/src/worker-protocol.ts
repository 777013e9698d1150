// SPDX-License-Identifier: Apache-2.0

/** From the owner to its worker; the worker answers each call in turn. */
export type ToWorker =
  | { readonly $case: 'call'; readonly value: unknown }
  | { readonly $case: 'close' };

/**
 * From a worker to its owner: first ready or failed, then per call any number of parts and one of
 * the others.
 */
export type FromWorker =
  | { readonly $case: 'ready'; readonly value: unknown }
  | { readonly $case: 'part'; readonly value: unknown }
  | { readonly $case: 'result'; readonly value: unknown }
  | { readonly $case: 'failed'; readonly value: PortableError };

/** An error as it crosses threads: its class is lost, its name and own fields are not. */
export interface PortableError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Makes an error ready to be posted. */
export function portableError(error: unknown): PortableError {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: String(error), fields: {} };
  }
  const { name, message, stack, cause: _, ...fields } = error as Error & Record<string, unknown>;
  return { name, message, ...(stack && { stack }), fields };
}

/** The error again, with its name and fields, as a plain `Error`. */
export function errorOfPortable({ name, message, stack, fields }: PortableError): Error {
  return Object.assign(new Error(message), { ...fields, name, ...(stack && { stack }) });
}
