// SPDX-License-Identifier: Apache-2.0
import type { OutputSource } from '@asarg/model-bundle';
import type { Guess } from './guess.js';
import type { NewCommand } from './new-command.js';

/** How scores become probabilities and decisions. */
export interface Decision {
  readonly activation: OutputSource['activation'];
  /** Absent: what the activation has by default. */
  readonly threshold?: number | 'argmax';
  /** Channel that stands for no class. */
  readonly background?: number;
}

/** What the values of an output look like, over all pixels of one film. */
export interface ValueSummary {
  readonly least: number;
  readonly greatest: number;
  /** All are 0 or 1. */
  readonly binary: boolean;
  /** All are whole, and some are above 1. */
  readonly labels: boolean;
  /** The channels of each pixel add up to 1. */
  readonly sumsToOne: boolean;
  /** Their exponentials do. */
  readonly logSumsToOne: boolean;
  /** Part of the pixels with exactly one channel above 0. */
  readonly exclusive: number;
}

const tolerance = 2e-3;
/** Scores of a softmax mostly have one winner above 0; masks of their own rarely so everywhere. */
const mostlyExclusive = 0.98;

/** Looks at values of shape [channels, pixels], or [pixels, channels] if `step` is the channels. */
export function summarize(values: Float32Array, channels: number, hwc: boolean): ValueSummary {
  const pixels = values.length / channels;
  const [step, next] = hwc ? [1, channels] : [pixels, 1];
  let [least, greatest, binary, whole] = [Infinity, -Infinity, true, true];
  let [sums, logSums, exclusive] = [0, 0, 0];
  for (let pixel = 0; pixel < pixels; pixel++) {
    let [sum, logSum, positive] = [0, 0, 0];
    for (let channel = 0, at = pixel * next; channel < channels; channel++, at += step) {
      const value = values[at]!;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
      binary &&= value === 0 || value === 1;
      whole &&= Number.isInteger(value);
      sum += value;
      logSum += Math.exp(value);
      positive += Number(value > 0);
    }
    sums += Number(Math.abs(sum - 1) < tolerance);
    logSums += Number(Math.abs(logSum - 1) < tolerance);
    exclusive += Number(positive === 1);
  }
  return {
    least,
    greatest,
    binary,
    labels: whole && greatest > 1,
    sumsToOne: channels > 1 && sums === pixels,
    logSumsToOne: channels > 1 && logSums === pixels,
    exclusive: exclusive / pixels,
  };
}

/**
 * Guesses how the values are to be read, and which channel is the background.
 * @param named classes given, `background` among them or not
 */
export function guessDecision(
  found: ValueSummary,
  channels: number,
  named: readonly string[] | undefined,
  command: Pick<NewCommand, 'activation' | 'threshold' | 'background'>,
  guesses: Guess[],
): Decision {
  const [activation, why, byArgmax] = activationOf(found, channels, named, command);
  if (command.activation === undefined) {
    guesses.push({ about: 'activation', taken: activation, why, change: '--activation A' });
  }
  const threshold =
    command.threshold ?? (activation === 'none' && byArgmax ? ('argmax' as const) : undefined);
  const exclusive = activation === 'softmax' || threshold === 'argmax';
  const background = backgroundOf(channels, named, command, exclusive, guesses);
  return {
    activation,
    ...(threshold !== undefined && { threshold }),
    ...(background !== undefined && { background }),
  };
}

function activationOf(
  { least, greatest, binary, sumsToOne, logSumsToOne, exclusive }: ValueSummary,
  channels: number,
  named: readonly string[] | undefined,
  { activation, background }: Pick<NewCommand, 'activation' | 'background'>,
): [activation: Decision['activation'], why: string, byArgmax: boolean] {
  if (activation) return [activation, '', activation === 'none' && sumsToOne];
  const range = `values from ${least.toPrecision(3)} to ${greatest.toPrecision(3)} on a drawn film`;
  if (binary) return ['none', 'its values are 0 and 1', false];
  if (least >= -tolerance && greatest <= 1 + tolerance) {
    return sumsToOne
      ? ['none', 'its channels are probabilities that add up to 1', true]
      : ['none', `${range} are probabilities already`, false];
  }
  if (channels === 1) return ['sigmoid', `${range}, one channel`, false];
  if (logSumsToOne) return ['softmax', 'its values are logarithms of a softmax', true];
  const hasBackground =
    typeof background === 'number' ||
    (named && (named.some(isBackground) || channels === named.length + 1));
  if (hasBackground) return ['softmax', `${range}, and a channel for the background`, true];
  return exclusive > mostlyExclusive
    ? ['softmax', `${range}; one channel is above 0 in ${percent(exclusive)} of the pixels`, true]
    : ['sigmoid', `${range}; channels overlap or leave pixels out`, false];
}

/** Whether a name given for a channel says that it is no class. */
export function isBackground(name: string): boolean {
  return /^(back ?ground|bg|none)$/i.test(name);
}

function backgroundOf(
  channels: number,
  named: readonly string[] | undefined,
  { background }: Pick<NewCommand, 'background'>,
  exclusive: boolean,
  guesses: Guess[],
): number | undefined {
  if (background === 'none') return undefined;
  if (background !== undefined) return background;
  const index = named?.findIndex(isBackground) ?? -1;
  if (index >= 0) return index;
  const oneMore = named !== undefined && channels === named.length + 1;
  const unnamed = named === undefined && exclusive && channels > 1;
  if (!oneMore && !unnamed) return undefined;
  const why = oneMore
    ? `${channels} channels for ${named.length} classes`
    : 'exclusive channels mostly have one for the background';
  guesses.push({ about: 'background', taken: 'channel 0', why, change: '--background N or none' });
  return 0;
}

function percent(part: number): string {
  return `${Math.floor(part * 100)} %`;
}
