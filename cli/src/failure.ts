// SPDX-License-Identifier: Apache-2.0
import { GatewayError } from './gateway-error.js';
import { createPaint } from './paint.js';
import { renderProblem } from './render-problem.js';
import { ChildStartError } from './supervise.js';
import type { Terminal } from './terminal.js';
import { printable, wrap } from './text-layout.js';

/** Any failure, for people, ending with a line break. */
export function renderFailure(error: unknown, terminal: Terminal): string {
  if (error instanceof GatewayError) return renderProblem(error.problem, terminal);
  const paint = createPaint(terminal);
  const sign = paint(terminal.glyphs.bad, 'red', 'bold');
  if (error instanceof ChildStartError) {
    const log = `the whole log: ${error.logFile}`;
    const lines = [...error.lastLines, log]
      .flatMap((line) => wrap(printable(line), terminal.columns - 4))
      .map((line) => paint(`    ${line}`, 'dim'));
    return [`${sign} ${error.message}`, ...lines, ''].join('\n');
  }
  const message = error instanceof Error ? error.message : String(error);
  return `${sign} ${message}\n`;
}
