// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from '../duration.js';
import { startLiveLines } from '../live-lines.js';
import { describeTerminal } from '../terminal.js';

/** How far a long task is. */
export interface ProgressBar {
  /** One item done. */
  step(): void;
  stop(): void;
}

const barCells = 24;
/** Where nothing can be redrawn: a line per this share of the work. */
const printedShare = 0.1;

/** A bar on standard error with the count and the time left, from the mean of this run. */
export function startProgress(what: string, total: number): ProgressBar {
  const terminal = describeTerminal(process.stderr, process.env);
  const startedAt = performance.now();
  const [full, empty] = [terminal.glyphs.bar.at(-1) ?? '#', terminal.glyphs.dot];
  let done = 0;
  let printed = 0;
  const left = (): string =>
    done === 0
      ? ''
      : `, ${formatDuration(((performance.now() - startedAt) / done) * (total - done))} left`;
  const draw = (): string[] => {
    const cells = Math.round((done / Math.max(1, total)) * barCells);
    return [
      `  ${full.repeat(cells)}${empty.repeat(barCells - cells)} ${what} ${done} of ${total}${left()}`.slice(
        0,
        terminal.columns - 1,
      ),
    ];
  };
  const live = startLiveLines(process.stderr, terminal, draw);
  return {
    step() {
      done++;
      if (!terminal.live && (done / total >= printed + printedShare || done === total)) {
        printed = done / total;
        live.print(`  ${what} ${done} of ${total}${done < total ? left() : ''}`);
      }
    },
    stop: () => live.stop(),
  };
}
