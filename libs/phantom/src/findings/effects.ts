// SPDX-License-Identifier: Apache-2.0
import type { Part, Shape } from '../anatomy/part.js';
import type { Side } from '../anatomy/side.js';
import type { PleuralSpace } from '../render/lung-field.js';

/** Something in place of air in a lung. */
export interface LungFill {
  /** Names its random texture; unique within a chest. */
  readonly name: string;
  readonly side: Side;
  /** Where; absent: the whole lung, by `weight`. */
  readonly shapes?: readonly Shape[];
  /** Share of the air replaced, 0 to 1. */
  readonly share: number;
  /** Factor on the share by place, mm. @default 1 everywhere */
  readonly weight?: (x: number, y: number) => number;
  readonly texture: 'even' | 'cloudy' | 'netlike';
  readonly channels: readonly number[];
}

/** What all findings of a chest do to it besides the changes of its shape. */
export interface Effects {
  readonly parts: Part[];
  readonly fills: LungFill[];
  readonly pleura: PleuralSpace[];
  /** 0 to 1: lung tissue lost, by side. */
  readonly lucency: Record<Side, number>;
  /** Classes whose mask is that of other classes: channel, and the channels it takes. */
  readonly copies: { readonly channel: number; readonly from: readonly string[] }[];
}

export function noEffects(): Effects {
  return { parts: [], fills: [], pleura: [], lucency: { right: 0, left: 0 }, copies: [] };
}
