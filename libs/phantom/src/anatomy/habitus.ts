// SPDX-License-Identifier: Apache-2.0
import type { Random } from '../random.js';

/** Who lies or stands before the detector. */
export interface Habitus {
  readonly sex: 'female' | 'male';
  /** Years. */
  readonly age: number;
  /** Factor on the width of the chest, 0.9 to 1.12. */
  readonly build: number;
  /** Thickness of the fat under the skin, mm. */
  readonly fatMm: number;
  /** 0 poor to 1 deep: height of the diaphragm and slope of the ribs. */
  readonly inspiration: number;
  /** 1: frontal film standing with arms forward (PA); 0: lying, shoulder blades over the lungs. */
  readonly erect: boolean;
  /** Lean of the heart: 0 upright to 1 lying. */
  readonly heartLean: number;
  /** Factor on the heart's width before any disease. */
  readonly heartSize: number;
}

export function drawHabitus(random: Random, erect: boolean): Habitus {
  const sex = random.chance(0.5) ? 'female' : 'male';
  const age = Math.round(random.between(22, 86));
  return {
    sex,
    age,
    build: random.between(0.93, 1.07) * (sex === 'male' ? 1.03 : 0.96),
    fatMm: Math.max(6, 14 + 8 * random.normal()),
    inspiration: erect ? random.between(0.55, 1) : random.between(0.15, 0.7),
    erect,
    heartLean: random.between(0.2, 0.8),
    heartSize: random.between(0.92, 1.03),
  };
}
