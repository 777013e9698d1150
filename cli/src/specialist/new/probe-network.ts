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

let drawn: ModelFrame | undefined;

/** A film of nobody, always the same. */
function film(): ModelFrame {
  if (drawn) return drawn;
  const { pixels, size } = drawPhantom({ seed: 7, size: 512 });
  const digest = createHash('sha256').update(new Uint8Array(pixels.buffer)).digest('hex');
  drawn = { width: size, height: size, pixels, digest, scale: 1 };
  return drawn;
}

/**
 * Runs the network once, on a drawn film.
 * @throws Error saying what was expected and found if it does not run.
 */
export async function probeNetwork(
  { session }: Network,
  { name, pixelProfile }: InputPlan,
): Promise<Probe> {
  const frame = film();
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
