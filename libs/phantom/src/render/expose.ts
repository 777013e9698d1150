// SPDX-License-Identifier: Apache-2.0
import type { Random } from '../random.js';
import { blur } from './blur.js';
import { enlarge, shrink } from './resize.js';

/** How the beam becomes a film. */
export interface Exposure {
  /** Scattered over primary light; a grid lowers it. */
  readonly scatter: number;
  /** Standard deviation of the noise where nothing attenuates. */
  readonly noise: number;
  /** Logarithmic signal shown black and white. */
  readonly black: number;
  readonly white: number;
  /** Steepness of the characteristic curve. */
  readonly contrast: number;
  /** Strength of the detector's edge enhancement. */
  readonly sharpen: number;
  /** Standard deviation of the detector's blur, mm. */
  readonly blurMm: number;
}

export const bitsStored = 12;
const maximum = 2 ** bitsStored - 1;
const scatterMm = 26;

/** Beer-Lambert with scatter and quantum noise, then the logarithm and curve of a CR reader. */
export function expose(
  random: Random,
  attenuation: Float32Array,
  size: number,
  mmPerPixel: number,
  exposure: Exposure,
): Uint16Array {
  const primary = new Float32Array(attenuation.length);
  for (let i = 0; i < primary.length; i++) primary[i] = Math.exp(-Math.max(0, attenuation[i]!));
  const factor = Math.max(1, Math.floor(size / 128));
  const small = Math.ceil(size / factor);
  const coarse = blur(shrink(primary, size, factor), small, scatterMm / (mmPerPixel * factor));
  const scattered = enlarge(coarse, small, size);
  const seen = blur(primary, size, exposure.blurMm / mmPerPixel);
  const { scatter, noise } = exposure;
  // Quantum mottle is a little coarser than a pixel.
  const grain = blur(noiseOf(random, size), size, 0.55);
  const signal = new Float32Array(primary.length);
  for (let i = 0; i < signal.length; i++) {
    const light = (seen[i]! + scatter * scattered[i]!) / (1 + scatter);
    signal[i] = -Math.log(Math.max(1e-4, light + noise * Math.sqrt(light) * grain[i]!));
  }
  return develop(signal, size, mmPerPixel, exposure);
}

/** Makes the variance of the sum of two uniforms 1. */
const triangular = Math.sqrt(6);

function noiseOf(random: Random, size: number): Float32Array {
  const noise = new Float32Array(size * size);
  for (let i = 0; i < noise.length; i++)
    noise[i] = (random.uniform() + random.uniform() - 1) * triangular;
  return noise;
}

/** Edge enhancement at two widths, then the characteristic curve. */
function develop(
  signal: Float32Array,
  size: number,
  mmPerPixel: number,
  { black, white, contrast, sharpen }: Exposure,
): Uint16Array {
  const wide = enlarge(
    blur(shrink(signal, size, 4), Math.ceil(size / 4), 11 / (mmPerPixel * 4)),
    Math.ceil(size / 4),
    size,
  );
  const fine = blur(signal, size, 1.3 / mmPerPixel);
  const pixels = new Uint16Array(signal.length);
  const curve = (t: number): number => 1 / (1 + Math.exp(-contrast * (t - 0.5)));
  const [low, high] = [curve(0), curve(1)];
  for (let i = 0; i < pixels.length; i++) {
    const value = signal[i]!;
    const crisp = value + sharpen * (0.85 * (value - wide[i]!) + 0.55 * (value - fine[i]!));
    const t = (crisp - black) / (white - black);
    const grey = (curve(t) - low) / (high - low);
    pixels[i] = Math.round(maximum * Math.min(1, Math.max(0, grey)));
  }
  return pixels;
}
