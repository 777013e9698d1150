// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises';
import { InterruptedError, type Interruption } from '../interruption.js';
import { describeTerminal, type Terminal } from '../terminal.js';
import { exitCode } from '../usage.js';
import { createObserver, type Observer } from './observer.js';
import { renderTop } from './render-top.js';
import { openScreen } from './screen.js';
import type { TopModel } from './top-model.js';
import type { TopCommand } from './top-options.js';

/**
 * `asarg top`: a screen that is redrawn on a terminal, else one table (with --json: a line of JSON
 * per interval, or one object with --once) on standard output. @returns the exit code.
 * @throws Error when there is no file of a mesh, or, for one table or object, when no service answers.
 */
export async function top(command: TopCommand, { signal }: Interruption): Promise<number> {
  const terminal = describeTerminal(process.stdout, process.env);
  const observer = await createObserver(command);
  if (terminal.live && !command.once && !command.json) {
    return watch(command, observer, signal);
  }
  // A reader that closes early ends the stream of lines.
  const closed = new AbortController();
  process.stdout.once('error', () => closed.abort(new InterruptedError('nobody reads on')));
  const stop = AbortSignal.any([signal, closed.signal]);
  const goesOn = command.json && !command.once;
  await observer.observe(stop);
  for (;;) {
    await rest(command.intervalMs, stop);
    const model = await observer.observe(stop);
    if (!goesOn && model.services.every(({ failure }) => failure !== undefined)) {
      const failures = model.services.map(({ name, failure }) => `${name} ${failure}`);
      throw new Error(`expected metrics of a running mesh, found none: ${failures.join('; ')}`);
    }
    process.stdout.write(command.json ? jsonOf(model, command) : tableOf(model, terminal, command));
    if (!goesOn) return exitCode.ok;
  }
}

function jsonOf(model: TopModel, { once }: TopCommand): string {
  return `${JSON.stringify(model, null, once ? 2 : undefined)}\n`;
}

function tableOf(model: TopModel, terminal: Terminal, { intervalMs }: TopCommand): string {
  return `${['', ...renderTop(model, terminal, { intervalMs }), ''].join('\n')}\n`;
}

/** The screen, until `q`, Ctrl-C or SIGTERM, which all end it well. */
async function watch(command: TopCommand, observer: Observer, signal: AbortSignal) {
  const screen = openScreen(process.stdout, process.stdin, process.env);
  const stop = AbortSignal.any([signal, screen.quit]);
  const { intervalMs } = command;
  try {
    for (;;) {
      const model = await observer.observe(stop);
      const note = `${new Date().toTimeString().slice(0, 8)}  q quits`;
      screen.show((terminal, rows) => renderTop(model, terminal, { intervalMs, rows, note }));
      await rest(intervalMs, stop);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
    return exitCode.ok;
  } finally {
    screen.close();
  }
}

async function rest(ms: number, stop: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal: stop }).catch(() => stop.throwIfAborted());
}
