// SPDX-License-Identifier: Apache-2.0
import type { GenerationEnd, GenerationEvent, GenerationOrder } from './generation-order.js';

/** What the main thread tells the decoder's worker. */
export type WorkerRequest =
  | { readonly kind: 'generate'; readonly id: number; readonly order: GenerationOrder }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'close' };

/** What the worker answers. */
export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly id: number; readonly event: GenerationEvent }
  | { readonly kind: 'end'; readonly id: number; readonly end: GenerationEnd }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Error };
