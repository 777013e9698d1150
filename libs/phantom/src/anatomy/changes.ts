// SPDX-License-Identifier: Apache-2.0
import type { Side } from './side.js';

/** What disease changes in the shape of the anatomy; everything 0 or 1 in health. */
export interface Changes {
  /** Factor on the heart's width. */
  heart: number;
  /** A globe around the heart, mm. */
  pericardiumMm: number;
  /** Added to each side of the upper mediastinum, mm. */
  mediastinumMm: number;
  /** 0 to 1: the aorta lengthens and bulges. */
  tortuosity: number;
  /** Hila, mm. */
  hilumMm: Record<Side, number>;
  /** How far each hemidiaphragm stands higher, mm; below 0 lower. */
  diaphragmMm: Record<Side, number>;
  /** 0 to 1: flat diaphragm, wide chest, few vessels. */
  hyperinflation: number;
  /** Sideways bend of the spine, mm; above 0 to the patient's left. */
  scoliosisMm: number;
  /** Mediastinum drawn to the patient's left, mm. */
  shiftMm: number;
  /** Factor on the calibre of the pulmonary vessels. */
  vessels: number;
  /** Height lost by a vertebra: T-number to the share. */
  collapsed: Map<number, number>;
}

export function noChanges(): Changes {
  return {
    heart: 1,
    pericardiumMm: 0,
    mediastinumMm: 0,
    tortuosity: 0,
    hilumMm: { right: 0, left: 0 },
    diaphragmMm: { right: 0, left: 0 },
    hyperinflation: 0,
    scoliosisMm: 0,
    shiftMm: 0,
    vessels: 1,
    collapsed: new Map(),
  };
}
