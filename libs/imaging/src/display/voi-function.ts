// SPDX-License-Identifier: Apache-2.0
import { lookUp } from '../dicom/lookup-table.js';
import type { DisplayParameters, VoiFunction } from '../radiograph.js';

/** Maps a modality value to brightness, 0 to 1, before inversion. */
export type VoiTransform = (value: number) => number;

/**
 * The VOI step that a file prescribes (PS3.3 C.11.2): its table if there is one, else its window;
 * undefined if it has neither, or a window width that its function does not allow.
 */
export function voiTransform(display: DisplayParameters): VoiTransform | undefined {
  const { voiLut, windowCenter, windowWidth, voiFunction = 'LINEAR' } = display;
  if (voiLut) {
    const top = 2 ** voiLut.bits - 1;
    return (value) => Math.min(1, lookUp(voiLut, value) / top);
  }
  if (windowCenter === undefined || windowWidth === undefined) return undefined;
  const isAllowed = voiFunction === 'LINEAR' ? windowWidth >= 1 : windowWidth > 0;
  return isAllowed ? windowFunction(voiFunction, windowCenter, windowWidth) : undefined;
}

function windowFunction(name: VoiFunction, center: number, width: number): VoiTransform {
  switch (name) {
    case 'LINEAR':
      // C.11.2.1.2.1: the half pixel and the "- 1" are the standard's.
      return (value) => {
        if (value <= center - 0.5 - (width - 1) / 2) return 0;
        if (value > center - 0.5 + (width - 1) / 2) return 1;
        return (value - (center - 0.5)) / (width - 1) + 0.5;
      };
    case 'LINEAR_EXACT':
      return (value) => Math.min(1, Math.max(0, (value - center) / width + 0.5));
    case 'SIGMOID':
      return (value) => 1 / (1 + Math.exp((-4 * (value - center)) / width));
  }
}
