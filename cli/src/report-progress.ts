// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from './duration.js';
import type { ReportEvent } from './gateway-client.js';
import { startLiveLines } from './live-lines.js';
import { createPaint } from './paint.js';
import type { Terminal } from './terminal.js';
import { cutEnd, cutStart, printable } from './text-layout.js';

/** Shows a report in the making. */
export interface ReportProgress {
  onEvent(event: ReportEvent): void;
  stop(): void;
}

/**
 * On a terminal: one line of running stages and the text as it is written, gone at the end.
 * Elsewhere: a line per finished stage (not per part of it) and per sentence count.
 */
export function createReportProgress(
  stream: { write(text: string): unknown },
  terminal: Terminal,
): ReportProgress {
  const paint = createPaint(terminal);
  const { glyphs, columns } = terminal;
  const startedAt = performance.now();
  const running = new Set<string>();
  let text = '';
  let sentences = 0;

  function draw(frame: number): string[] {
    const elapsed = formatDuration(performance.now() - startedAt);
    const stages = running.size > 0 ? [...running].join(` ${glyphs.dot} `) : 'sending the image';
    const spinner = paint(glyphs.spinner[frame % glyphs.spinner.length] ?? '', 'cyan');
    const width = columns - elapsed.length - 7;
    const first = `  ${spinner} ${elapsed}  ${paint(cutEnd(stages, width, glyphs.ellipsis), 'dim')}`;
    return text === '' ? [first] : [first, `    ${cutStart(text, columns - 5, glyphs.ellipsis)}`];
  }
  const live = startLiveLines(stream, terminal, draw);

  return {
    onEvent({ event, data }) {
      const name = printable(String(data['name'] ?? ''));
      if (event === 'stage_started') running.add(name);
      else if (event === 'token') text = printable(text + String(data['text'] ?? '')).trimStart();
      else if (event === 'sentence') sentences++;
      else if (event === 'stage') {
        running.delete(name);
        if (terminal.live || name.includes('/')) return;
        const made =
          name === 'ground' && sentences > 0
            ? `, ${sentences} sentence${sentences > 1 ? 's' : ''}`
            : '';
        live.print(`  ${name} ${formatDuration(Number(data['durationMs']))}${made}`);
      }
    },
    stop: () => live.stop(),
  };
}
