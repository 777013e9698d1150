// SPDX-License-Identifier: Apache-2.0
import { areaResample } from './area-resample.js';
import type { FrameSamples, GridArea, ProfiledImage } from './pixel-profile.js';

/** What `linear@1` can be told; each has a default. */
export interface LinearSettings {
  /** Channels of the input; the grey image is in each of them. @default 1 */
  readonly channels?: 1 | 3;
  /** Order of the input's dimensions after the batch. @default 'CHW' */
  readonly layout?: 'CHW' | 'HWC';
  /**
   * Which values become 0 and 1: the least and the greatest of the resampled image; two of its
   * percentiles, what lies beyond them clipped; or 0 and the greatest of the frame's type (255 or
   * 65535, also if its values use fewer bits). @default 'minmax'
   */
  readonly range?: 'minmax' | 'percentile' | 'dtype';
  /** Low and high percentile, 0 to 100, interpolated between ranks. @default [1, 99] */
  readonly percentiles?: readonly [number, number];
  /** Subtracted afterwards, per channel. @default 0 */
  readonly mean?: readonly number[];
  /** Divided by at last, per channel, more than 0. @default 1 */
  readonly std?: readonly number[];
  /**
   * Whether width and height are scaled each on its own, or alike with equal padding on both
   * sides (the odd pixel goes right or below). @default 'stretch'
   */
  readonly aspect?: 'stretch' | 'letterbox';
}

const flatRange = 1e-9;

/**
 * linear@1: area resampling (in both directions, antialiased), then the range to [0, 1], then
 * (value - mean) / std per channel. A flat image is all 0 before mean and std; so is padding,
 * which counts for no range.
 */
export function linear(
  frame: FrameSamples,
  width: number,
  height: number,
  settings: LinearSettings,
): ProfiledImage {
  const { channels = 1, layout = 'CHW', mean = [], std = [], aspect = 'stretch' } = settings;
  const content = aspect === 'letterbox' ? letterbox(frame, width, height) : whole(width, height);
  const [across, down] = [content.x1 - content.x0, content.y1 - content.y0];
  const values = areaResample(frame.pixels, frame.width, frame.height, across, down);
  toUnitRange(values, frame, settings);

  const data = new Float32Array(channels * width * height);
  const [step, plane] = layout === 'CHW' ? [1, width * height] : [channels, 1];
  for (let channel = 0; channel < channels; channel++) {
    const [offset, scale] = [mean[channel] ?? 0, 1 / (std[channel] ?? 1)];
    const at0 = channel * plane;
    const padding = -offset * scale;
    if (padding !== 0 && across * down < width * height) {
      for (let i = 0, at = at0; i < width * height; i++, at += step) data[at] = padding;
    }
    for (let y = 0, from = 0; y < down; y++) {
      let at = at0 + ((content.y0 + y) * width + content.x0) * step;
      for (let x = 0; x < across; x++, from++, at += step) {
        data[at] = (values[from]! - offset) * scale;
      }
    }
  }
  const [xx, yy] = [frame.width / across, frame.height / down];
  return {
    data,
    shape: layout === 'CHW' ? [1, channels, height, width] : [1, height, width, channels],
    affine: { xx, xy: 0, x0: -content.x0 * xx, yx: 0, yy, y0: -content.y0 * yy },
    content,
  };
}

function whole(width: number, height: number): GridArea {
  return { x0: 0, y0: 0, x1: width, y1: height };
}

function letterbox(frame: FrameSamples, width: number, height: number): GridArea {
  const scale = Math.min(width / frame.width, height / frame.height);
  const across = Math.max(1, Math.round(frame.width * scale));
  const down = Math.max(1, Math.round(frame.height * scale));
  const [x0, y0] = [(width - across) >> 1, (height - down) >> 1];
  return { x0, y0, x1: x0 + across, y1: y0 + down };
}

function toUnitRange(
  values: Float64Array,
  { pixels }: FrameSamples,
  { range = 'minmax', percentiles = [1, 99] }: LinearSettings,
): void {
  let [low, high] = [0, pixels instanceof Uint8Array ? 255 : 65_535];
  if (range === 'percentile') {
    const sorted = values.slice().sort();
    low = percentile(sorted, percentiles[0]);
    high = percentile(sorted, percentiles[1]);
  } else if (range === 'minmax') {
    [low, high] = [Infinity, -Infinity];
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const width = high - low;
  if (width < flatRange) {
    values.fill(0);
    return;
  }
  for (let i = 0; i < values.length; i++) {
    const value = (values[i]! - low) / width;
    values[i] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
}

function percentile(sorted: Float64Array, percent: number): number {
  const rank = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below]!;
  return low + (rank - below) * (sorted[Math.min(below + 1, sorted.length - 1)]! - low);
}
