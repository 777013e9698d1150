// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from './imaging-error.js';
import { linear, type LinearSettings } from './linear-profile.js';
import type { ModelFrame } from './model-frame.js';
import { rankSquash } from './rank-squash.js';

/** From the corners of a grid to the corners of the frame: x = xx * gx + xy * gy + x0, y alike. */
export interface GridAffine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** The part of a grid that the frame covers, half-open, in grid pixels; the rest is padding. */
export interface GridArea {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A network input and the way back to the frame. */
export interface ProfiledImage {
  /** Row-major, of the given shape. */
  readonly data: Float32Array;
  /** [1, channels, height, width], or [1, height, width, channels] if the settings say HWC. */
  readonly shape: readonly number[];
  /** Grid (width x height) to frame pixels. */
  readonly affine: GridAffine;
  /** Where the frame lies in the grid: all of it, unless it was padded. */
  readonly content: GridArea;
}

export type FrameSamples = Pick<ModelFrame, 'width' | 'height' | 'pixels'>;
type Profile = (
  frame: FrameSamples,
  width: number,
  height: number,
  settings: LinearSettings,
) => ProfiledImage;

const profiles: Readonly<Record<string, Profile>> = {
  'rank-squash@1': (frame, width, height) => ({
    data: rankSquash(frame, width, height),
    shape: [1, 1, height, width],
    affine: { xx: frame.width / width, xy: 0, x0: 0, yx: 0, yy: frame.height / height, y0: 0 },
    content: { x0: 0, y0: 0, x1: width, y1: height },
  }),
  'linear@1': linear,
};

/** Ids of the pixel profiles that can be applied. */
export const pixelProfileIds: readonly string[] = Object.keys(profiles);

/**
 * Prepares a frame for a network of width x height pixels.
 * @param id name@version; a change of a profile's output is a new version.
 * @param settings of `linear@1`; other profiles have none.
 * @throws ImagingError 'unsupported' for an unknown id, listing the known ones.
 */
export function applyPixelProfile(
  id: string,
  frame: FrameSamples,
  width: number,
  height: number,
  settings: LinearSettings = {},
): ProfiledImage {
  const profile = Object.hasOwn(profiles, id) ? profiles[id] : undefined;
  if (!profile) {
    throw new ImagingError(
      'unsupported',
      `expected a pixel profile among ${pixelProfileIds.join(', ')}; found ${id.slice(0, 64)}`,
    );
  }
  return profile(frame, width, height, settings);
}
