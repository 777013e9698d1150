// SPDX-License-Identifier: Apache-2.0

/** Who asks for reports, as far as shares go. */
export interface Client {
  /** For metrics; chosen by the operator. */
  readonly name: string;
  /** Its share beside those of others that wait, above 0. */
  readonly weight: number;
  /** Reports of it in progress at most. */
  readonly maxInProgress: number;
}

/** Everyone, where no keys are configured. */
export const anonymous: Client = { name: 'anonymous', weight: 1, maxInProgress: Infinity };
