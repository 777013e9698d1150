// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from './duration.js';
import { startLiveLines } from './live-lines.js';
import type { MeshPlan } from './mesh.js';
import { createPaint } from './paint.js';
import { serviceNames } from './service-table.js';
import type { ChildEvent } from './supervise.js';
import type { Terminal } from './terminal.js';
import { padEnd, padStart } from './text-layout.js';

/** Shows five services coming up, and later what happens to them. */
export interface StartupProgress {
  onPlan(plan: MeshPlan): void;
  onEvent(event: ChildEvent): void;
  /** Start is over: leaves the final lines standing. */
  finish(): void;
}

/** One line per service: redrawn on a terminal, printed as each becomes ready elsewhere. */
export function createStartupProgress(
  stream: { write(text: string): unknown },
  terminal: Terminal,
): StartupProgress {
  const paint = createPaint(terminal);
  const { glyphs } = terminal;
  const nameWidth = Math.max(...serviceNames.map((name) => name.length));
  const startedAt = performance.now();
  const readyAfterMs = new Map<string, number>();
  let plan: MeshPlan | undefined;
  let over = false;

  function line(name: (typeof serviceNames)[number], frame: number): string {
    const address = plan?.addresses[name] ?? '';
    const where = padEnd(name === 'gateway' ? `http://${address}` : address, 22);
    const readyMs = readyAfterMs.get(name);
    const waiting = over ? glyphs.dash : (glyphs.spinner[frame % glyphs.spinner.length] ?? '');
    const sign = readyMs === undefined ? paint(waiting, 'cyan') : paint(glyphs.good, 'green');
    const elapsed = formatDuration(performance.now() - startedAt);
    const state =
      readyMs === undefined
        ? paint(over ? 'stopped' : `starting, ${elapsed}`, 'dim')
        : `ready in ${padStart(formatDuration(readyMs), 7)}`;
    return `  ${sign} ${padEnd(name, nameWidth)}  ${paint(where, 'dim')}  ${state}`;
  }

  const draw = (frame: number): string[] =>
    plan ? serviceNames.map((name) => line(name, frame)) : [];
  let live = startLiveLines(stream, { live: false }, () => []);

  return {
    onPlan(found) {
      plan = found;
      live = startLiveLines(stream, terminal, draw);
      for (const { service, from, to } of found.moved) {
        live.print(paint(`  port ${from} is in use: ${service} takes ${to} instead`, 'yellow'));
      }
    },
    onEvent(event) {
      if (event.kind === 'ready') {
        readyAfterMs.set(event.name, event.afterMs);
        if (!terminal.live) live.print(line(event.name as (typeof serviceNames)[number], 0));
        return;
      }
      const text =
        event.kind === 'died'
          ? `${paint(glyphs.bad, 'red')} ${event.name} ended (${event.how}); starting it again in ${formatDuration(event.waitMs)}`
          : `${paint(glyphs.good, 'green')} ${event.name} is back after ${formatDuration(event.afterMs)}`;
      live.print(`  ${text}`);
    },
    finish() {
      if (over) return;
      over = true;
      live.stop();
      if (terminal.live)
        stream.write(
          draw(0)
            .map((text) => `${text}\n`)
            .join(''),
        );
      live = startLiveLines(stream, { live: false }, () => []);
    },
  };
}
