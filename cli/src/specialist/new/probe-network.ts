// SPDX-License-Identifier: Apache-2.0
import { applyPixelProfile, type ModelFrame } from '@asarg/imaging';
import { drawPhantom } from '@asarg/phantom';
import type { NamedArray, Network } from '@asarg/runtime';
import { createHash } from 'node:crypto';
import type { InputPlan } from './read-input.js';

/** What the network gave for a drawn film. */
export interface Probe {
  readonly frame: ModelFrame;
  readonly outputs: Readonly<Record<string, NamedArray>>;
  /** Of the run. */
  readonly runMs: number;
}

const seed = 7;
const filmSidePx = 512;

/** Draws a film of nobody and runs the network on it once. */
export async function probeNetwork(
  { session }: Network,
  { name, pixelProfile }: InputPlan,
): Promise<Probe> {
  const { pixels, size } = drawPhantom({ seed, size: filmSidePx });
  const digest = createHash('sha256').update(new Uint8Array(pixels.buffer)).digest('hex');
  const frame: ModelFrame = { width: size, height: size, pixels, digest, scale: 1 };
  const { id, width, height, ...settings } = pixelProfile;
  const { data, shape } = applyPixelProfile(id, frame, width, height, settings);
  const image: NamedArray = { dtype: 'float32', shape, data };
  const started = performance.now();
  try {
    const outputs = await session.run({ [name]: image });
    return { frame, outputs, runMs: performance.now() - started };
  } catch (cause) {
    const reason = String((cause as Error).message).split('\n')[0];
    throw new Error(`expected the network to run on an image [${shape}], found: ${reason}`, {
      cause,
    });
  }
}
