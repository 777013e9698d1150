// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from '../duration.js';
import type { Quantile } from './window.js';

/** How often, per second: `0`, `0.04`, `1.5`, `12`. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0';
  if (perSecond < 0.995) return perSecond < 0.005 ? '<0.01' : perSecond.toFixed(2);
  return perSecond < 9.95 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}

/** A share from 0: `0 %`, `0.4 %`, `12 %`, `143 %`. */
export function formatShare(share: number): string {
  const percent = 100 * share;
  if (percent === 0) return '0 %';
  if (percent < 9.95) return percent < 0.05 ? '<0.1 %' : `${percent.toFixed(1)} %`;
  return `${Math.round(percent)} %`;
}

/** Memory in binary units: `281 MiB`, `1.4 GiB`. */
export function formatBytes(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 999.5
    ? `${Math.round(mebibytes)} MiB`
    : `${(mebibytes / 1024).toFixed(1)} GiB`;
}

/** A quantile of durations in seconds; `>10.0 s` where it lies above the last bound. */
export function formatQuantile({ value, isAtLeast }: Quantile): string {
  return `${isAtLeast ? '>' : ''}${formatDuration(value * 1000)}`;
}
