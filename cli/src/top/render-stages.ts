// SPDX-License-Identifier: Apache-2.0
import { createPaint, type Paint } from '../paint.js';
import type { Terminal } from '../terminal.js';
import { cutEnd, padEnd, padStart, printable } from '../text-layout.js';
import { formatQuantile, formatRate } from './quantities.js';
import type { ServiceRow, StageRow } from './service-row.js';

const indent = 2;
const gap = 3;
/** Columns of a block: the name of a stage, its rate, p50 and p95, with a space between. */
const widths = { name: 12, rate: 6, quantile: 8 } as const;
const blockWidth = widths.name + 1 + widths.rate + 2 * (1 + widths.quantile);

/** Stages of each service, in blocks that stand side by side where there is room. */
export function renderStages(services: readonly ServiceRow[], terminal: Terminal): string[] {
  const paint = createPaint(terminal);
  const blocks = services
    .filter(({ stages }) => stages.length > 0)
    .map(({ name, stages }) => blockOf(name, stages, terminal, paint));
  if (blocks.length === 0) return [];
  const room = Math.floor((terminal.columns - indent + gap) / (blockWidth + gap));
  const columns = spread(blocks, Math.max(1, Math.min(room, blocks.length)));
  const height = Math.max(...columns.map(({ length }) => length));
  const empty = ' '.repeat(blockWidth);
  return Array.from({ length: height }, (_, row) => {
    const cells = columns.map((column) => column[row] ?? empty);
    return (' '.repeat(indent) + cells.join(' '.repeat(gap))).trimEnd();
  });
}

function blockOf(
  service: string,
  stages: readonly StageRow[],
  { glyphs }: Terminal,
  paint: Paint,
): string[] {
  const rest = (rate: string, p50: string, p95: string): string =>
    [
      padStart(rate, widths.rate),
      padStart(p50, widths.quantile),
      padStart(p95, widths.quantile),
    ].join(' ');
  const nameOf = (name: string): string =>
    padEnd(cutEnd(printable(name), widths.name, glyphs.ellipsis), widths.name);
  const title = `${paint(nameOf(service), 'bold')} ${paint(rest('per s', 'p50', 'p95'), 'dim')}`;
  const lines = stages.map(({ name, perSecond, p50, p95 }) => {
    const figures = rest(
      perSecond === undefined ? glyphs.dash : formatRate(perSecond),
      p50 ? formatQuantile(p50) : glyphs.dash,
      p95 ? formatQuantile(p95) : glyphs.dash,
    );
    return `${nameOf(name)} ${perSecond ? figures : paint(figures, 'dim')}`;
  });
  return [title, ...lines];
}

/** Puts blocks, in their order, in columns so that the longest is as short as can be. */
function spread(blocks: readonly (readonly string[])[], most: number): string[][] {
  const heights = blocks.map(({ length }) => length + 1);
  const total = heights.reduce((sum, height) => sum + height, 0);
  for (let limit = Math.max(...heights); limit <= total; limit++) {
    const columns = fill(blocks, limit);
    if (columns.length <= most) return columns;
  }
  return fill(blocks, total);
}

function fill(blocks: readonly (readonly string[])[], limit: number): string[][] {
  const columns: string[][] = [];
  for (const block of blocks) {
    const last = columns.at(-1);
    if (last && last.length + 1 + block.length < limit) last.push(' '.repeat(blockWidth), ...block);
    else columns.push([...block]);
  }
  return columns;
}
