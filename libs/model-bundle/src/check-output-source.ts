// SPDX-License-Identifier: Apache-2.0
import type { BundleOutput } from './specialist-manifest.js';

/** What of an output that is made of a graph's does not fit the rest of it, and what would. */
export interface SourceFault {
  readonly expected: string;
  readonly found: string;
}

/** The first thing that does not fit in an output with `from`; undefined if all does. */
export function faultOfSource({ name, feature, dtype, shape, from }: BundleOutput) {
  if (!from) return undefined;
  const { channels, background, threshold, clean, pool, activation } = from;
  const fault = (expected: string, found: string): SourceFault => ({
    expected: `${expected} in output '${name}'`,
    found,
  });
  const [classes] = shape;
  const isMask = dtype === 'bit';
  if (!isMask && dtype !== 'float32' && dtype !== 'float16') {
    return fault('bit, float32 or float16 for what is made by `from`', dtype);
  }
  if (isMask && (feature !== 'SEGMENTATION' || shape.length !== 3 || pool)) {
    return fault(
      'bits only for SEGMENTATION [classes, rows, columns] without pool',
      `${feature} [${shape}]${pool ? ' with pool' : ''}`,
    );
  }
  if (!isMask && (threshold !== undefined || clean !== 'none')) {
    return fault('threshold and clean only for bits', dtype);
  }
  if (feature === 'PATCH_TOKENS' && activation !== 'none') {
    return fault('no activation for PATCH_TOKENS', activation);
  }
  const count = feature === 'PATCH_TOKENS' ? shape.at(-1) : classes;
  if (channels && channels.length !== count) {
    return fault(`${count} channels`, `${channels.length} in from.channels`);
  }
  if (channels && new Set(channels).size !== channels.length) {
    return fault('different channels', `[${channels}]`);
  }
  if (background !== undefined && channels?.includes(background)) {
    return fault('a background that is no class', `channel ${background} in from.channels`);
  }
  if (Array.isArray(clean) && clean.length !== classes) {
    return fault(`a cleaning for each of ${classes} classes`, `${clean.length}`);
  }
  const pooled = pool && expectedPooled(feature, count!, pool);
  if (pooled && !pooled.some((fit) => fit.join() === shape.join())) {
    return fault(`shape ${pooled.map((fit) => `[${fit}]`).join(' or ')}`, `[${shape}]`);
  }
  return undefined;
}

function expectedPooled(
  feature: BundleOutput['feature'],
  count: number,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): number[][] {
  if (feature === 'PATCH_TOKENS') return [[rows * columns, count]];
  return rows * columns === 1 ? [[count], [count, 1, 1]] : [[count, rows, columns]];
}
