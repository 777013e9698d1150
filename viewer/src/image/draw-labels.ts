// SPDX-License-Identifier: Apache-2.0
import type { Point, Size } from './view-geometry';

/** A name to be written at the upper left corner of a box on the screen. */
export interface Label extends Point, Size {
  readonly text: string;
  readonly colour: string;
}

/** Where a label's plate comes to lie. */
export interface PlacedLabel extends Point, Size {
  readonly label: Label;
}

const FONT = '600 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const PLATE_HEIGHT = 18;
const PADDING = 6;
const GAP = 2;

/** Writes names on dark plates, moved so that they stay in sight and off each other. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  labels: readonly Label[],
  viewport: Size,
): void {
  context.font = FONT;
  context.textBaseline = 'middle';
  const widthOf = (text: string) => context.measureText(text).width + 2 * PADDING;
  for (const { label, x, y, width, height } of placeLabels(labels, viewport, widthOf)) {
    context.fillStyle = 'rgb(0 0 0 / 0.78)';
    context.fillRect(x, y, width, height);
    context.fillStyle = label.colour;
    context.fillRect(x, y, 2, height);
    context.fillStyle = '#ffffff';
    context.fillText(label.text, x + PADDING + 1, y + height / 2 + 0.5);
  }
}

/** Places labels above their boxes in order; one that would cover another moves down below it. */
export function placeLabels(
  labels: readonly Label[],
  viewport: Size,
  widthOf: (text: string) => number,
): readonly PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const label of labels) {
    const width = widthOf(label.text);
    const x = Math.max(0, Math.min(viewport.width - width, label.x));
    let y = Math.max(0, Math.min(viewport.height - PLATE_HEIGHT, label.y - PLATE_HEIGHT - GAP));
    for (const other of placed.toSorted((a, b) => a.y - b.y)) {
      const apart =
        x + width <= other.x ||
        other.x + other.width <= x ||
        y + PLATE_HEIGHT <= other.y ||
        other.y + other.height <= y;
      if (!apart) y = other.y + other.height + GAP;
    }
    placed.push({ label, x, y, width, height: PLATE_HEIGHT });
  }
  return placed;
}
