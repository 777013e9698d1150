// SPDX-License-Identifier: Apache-2.0
import type { SpecialistManifest } from '@asarg/model-bundle';
import type { NetworkValue } from '@asarg/runtime';
import type { Guess } from './guess.js';
import type { NewCommand } from './new-command.js';

/** The network's image input and how frames become it. */
export interface InputPlan {
  readonly name: string;
  readonly pixelProfile: SpecialistManifest['pixelProfile'];
  readonly guesses: readonly Guess[];
}

const anySize = 512;
/** Of ImageNet, which networks with three channels mostly start from. */
const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** How an input is written in messages. */
export function describeValue({ name, type, shape }: NetworkValue): string {
  return `'${name}' ${type ?? 'no tensor'} [${shape.map((size) => size || '?').join(', ')}]`;
}

/**
 * Finds the image input and plans the pixel profile.
 * @throws Error saying what was expected and found if there is no input that takes one image.
 */
export function readInput(inputs: readonly NetworkValue[], command: NewCommand): InputPlan {
  const [input] = inputs;
  const all = inputs.map(describeValue).join(', ') || 'none';
  if (!input || inputs.length > 1) {
    throw new Error(`expected a network with one input, the image, found ${inputs.length}: ${all}`);
  }
  if (input.type !== 'float32') {
    throw new Error(`expected a float32 image input, found ${all}`);
  }
  if (input.shape.length !== 4) {
    throw new Error(
      `expected an image input of rank 4, [1, channels, rows, columns], found rank ${input.shape.length}: ${all}`,
    );
  }
  const [batch, a, b, c] = input.shape as [...(number | string)[]] & { length: 4 };
  if (typeof batch === 'number' && batch !== 1) {
    throw new Error(`expected a batch of 1, or an open one, found ${batch} in ${all}`);
  }
  const layout = isChannels(a!) || (!isChannels(c!) && typeof a === 'string') ? 'CHW' : 'HWC';
  const [channelSize, rowSize, columnSize] = layout === 'CHW' ? [a!, b!, c!] : [c!, a!, b!];
  if (typeof channelSize === 'number' && !isChannels(channelSize)) {
    throw new Error(`expected 1 or 3 channels, found ${all}`);
  }
  const guesses: Guess[] = [];
  const channels = channelsOf(channelSize, command, guesses);
  const { width, height } = sizeOf(columnSize, rowSize, command, guesses);
  const pixelProfile =
    command.profile === 'linear@1'
      ? {
          id: command.profile,
          width,
          height,
          channels,
          ...(layout === 'HWC' && { layout: 'HWC' as const }),
          ...linearSettings(channels, command, guesses),
        }
      : { id: command.profile, width, height };
  if (command.profile !== 'linear@1' && (channels !== 1 || layout !== 'CHW')) {
    throw new Error(`expected one channel for ${command.profile}, found ${all}`);
  }
  return { name: input.name, pixelProfile, guesses };
}

function isChannels(size: number | string): size is 1 | 3 {
  return size === 1 || size === 3;
}

function channelsOf(size: number | string, command: NewCommand, guesses: Guess[]): 1 | 3 {
  if (typeof size === 'number') {
    if (command.channels !== undefined && command.channels !== size) {
      throw new Error(
        `--channels: expected ${size}, as the network has it, found ${command.channels}`,
      );
    }
    return size as 1 | 3;
  }
  if (command.channels !== undefined) return command.channels;
  const why = 'the network leaves it open';
  guesses.push({ about: 'channels', taken: '1', why, change: '--channels 3' });
  return 1;
}

function sizeOf(
  columns: number | string,
  rows: number | string,
  { size }: NewCommand,
  guesses: Guess[],
): { width: number; height: number } {
  const open = typeof columns === 'string' || typeof rows === 'string';
  const width = typeof columns === 'number' ? columns : (size?.width ?? anySize);
  const height = typeof rows === 'number' ? rows : (size?.height ?? anySize);
  if (size && (size.width !== width || size.height !== height)) {
    throw new Error(
      `--size: expected ${width}x${height}, as the network has it, found ${size.width}x${size.height}`,
    );
  }
  if (open && !size) {
    const why = 'the network takes any size';
    guesses.push({ about: 'input size', taken: `${width}x${height}`, why, change: '--size WxH' });
  }
  return { width, height };
}

function linearSettings(channels: 1 | 3, command: NewCommand, guesses: Guess[]) {
  const usual = channels === 3 ? imageNet : { mean: [0], std: [1] };
  const { range = 'minmax', mean = usual.mean, std = usual.std, aspect = 'stretch' } = command;
  for (const [name, list] of Object.entries({ mean, std })) {
    if (list.length !== channels) {
      throw new Error(
        `--${name}: expected ${channels} numbers, one per channel, found ${list.length}`,
      );
    }
  }
  if (!std.every((value) => value > 0)) {
    throw new Error(`--std: expected numbers above 0, found ${std.join(', ')}`);
  }
  const why = 'the file does not say how it was trained';
  if (!command.range || !command.mean || !command.std) {
    const norm = `range ${range}, mean ${mean.join(', ')}, std ${std.join(', ')}`;
    guesses.push({
      about: 'grey scale',
      taken: norm,
      why: channels === 3 ? `${why}; three channels mostly start from ImageNet` : why,
      change: '--range, --mean, --std, or --profile rank-squash@1',
    });
  }
  if (!command.aspect) {
    guesses.push({ about: 'aspect', taken: aspect, why, change: '--aspect letterbox' });
  }
  return { range, mean: [...mean], std: [...std], aspect };
}
