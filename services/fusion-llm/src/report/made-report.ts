// SPDX-License-Identifier: Apache-2.0
import type { Frame, Sentence } from '@asarg/contracts';
import type { DecodingOptions } from '../decode/generation-order.js';
import type { RegistrySnapshot } from '../registry/registry-snapshot.js';
import type { CallResult } from './fan-out.js';

/** A report that was made, with what it was made of. */
export interface MadeReport {
  readonly frame: Frame;
  readonly options: DecodingOptions;
  /** Slots that were left out as asked. */
  readonly without: readonly string[];
  readonly snapshot: RegistrySnapshot;
  readonly results: readonly CallResult[];
  readonly text: string;
  readonly sentences: readonly Sentence[];
}
