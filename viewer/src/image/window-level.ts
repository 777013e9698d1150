// SPDX-License-Identifier: Apache-2.0

/** Which grey values are spread over black to white, as fractions of the display range. */
export interface WindowLevel {
  /** 0 to 1; what becomes mid-grey. Lower is brighter. */
  readonly centre: number;
  /** 0.05 to 2; how much becomes black to white. Lower is more contrast. */
  readonly width: number;
  readonly inverted: boolean;
}

/** The rendering as the gateway made it. */
export const FULL_WINDOW: WindowLevel = { centre: 0.5, width: 1, inverted: false };

const WIDTH_RANGE = { least: 0.05, most: 2 };

/** Whether the window changes nothing. */
export function isFullWindow(window: WindowLevel): boolean {
  return window.centre === 0.5 && window.width === 1 && !window.inverted;
}

/** Brightness and contrast in percent, -100 to 100, 0 as rendered: the sliders' scale. */
export function toPercent(window: WindowLevel): { brightness: number; contrast: number } {
  return {
    brightness: Math.round((0.5 - window.centre) * 200),
    contrast: Math.round(-contrastExponent(window.width) * 100),
  };
}

/** The window with one slider moved. */
export function withPercent(
  window: WindowLevel,
  change: { brightness?: number; contrast?: number },
): WindowLevel {
  const { brightness, contrast } = { ...toPercent(window), ...change };
  const exponent = Math.max(-1, Math.min(1, -contrast / 100));
  return {
    ...window,
    centre: Math.max(0, Math.min(1, 0.5 - brightness / 200)),
    width: clampWidth(exponent < 0 ? WIDTH_RANGE.least ** -exponent : WIDTH_RANGE.most ** exponent),
  };
}

/**
 * The window after a drag that began at `start`, in fractions of the viewport: to the right is
 * more contrast, up is brighter, and a whole viewport is the whole scale.
 */
export function dragged(start: WindowLevel, dx: number, dy: number): WindowLevel {
  const { brightness, contrast } = toPercent(start);
  return withPercent(start, {
    brightness: clampPercent(brightness - dy * 200),
    contrast: clampPercent(contrast + dx * 200),
  });
}

/** The table from stored to shown grey: linear in the window (DICOM PS3.3 C.11.2.1.3.2), clamped. */
export function windowTable(window: WindowLevel): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256);
  for (let value = 0; value < 256; value++) {
    const shown = ((value / 255 - window.centre) / window.width + 0.5) * 255;
    table[value] = window.inverted ? 255 - shown : shown;
  }
  return table;
}

function contrastExponent(width: number): number {
  return width < 1
    ? -Math.log(width) / Math.log(WIDTH_RANGE.least)
    : Math.log(width) / Math.log(WIDTH_RANGE.most);
}

function clampWidth(width: number): number {
  return Math.max(WIDTH_RANGE.least, Math.min(WIDTH_RANGE.most, width));
}

function clampPercent(percent: number): number {
  return Math.max(-100, Math.min(100, percent));
}
