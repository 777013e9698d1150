// SPDX-License-Identifier: Apache-2.0
import { writeDataSet } from '@asarg/phantom';
import type { Interruption } from './interruption.js';
import { startLiveLines } from './live-lines.js';
import type { PhantomCommand } from './phantom-options.js';
import { describeTerminal } from './terminal.js';
import { exitCode } from './usage.js';

/** Draws the studies, showing how far it is, and says what was written. */
export async function phantom(
  { kinds, ...command }: PhantomCommand,
  { signal }: Interruption,
): Promise<number> {
  const terminal = describeTerminal(process.stderr, process.env);
  const started = performance.now();
  let done = 0;
  const line = (): string => {
    const seconds = (performance.now() - started) / 1000;
    const left = done > 0 ? Math.round((seconds / done) * (command.count - done)) : undefined;
    const rate = done > 0 ? `, ${(done / seconds).toFixed(1)}/s, ${left} s left` : '';
    return `  ${done} of ${command.count} studies${rate}`;
  };
  const live = startLiveLines(process.stderr, terminal, () => [line()]);
  try {
    await writeDataSet({
      ...command,
      ...(kinds && { kinds }),
      signal,
      onProgress: (count) => (done = count),
    });
  } finally {
    live.stop();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${command.count} studies in ${command.folder}, ${seconds} s\n`);
  return exitCode.ok;
}
