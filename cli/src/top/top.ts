// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises';
import { InterruptedError, type Interruption } from '../interruption.js';
import { readMeshFile } from '../mesh-file.js';
import { describeTerminal, type Terminal } from '../terminal.js';
import { exitCode } from '../usage.js';
import { renderTop } from './render-top.js';
import { scrape, type Scrape } from './scrape.js';
import { openScreen } from './screen.js';
import { modelOf, type Observed, type TopModel } from './top-model.js';
import type { TopCommand } from './top-options.js';
import { createWindow } from './window.js';

/** Where each service's metrics are, by its name. */
type Endpoints = Readonly<Record<string, string>>;

/** A service that is slower to tell than this is taken not to answer. */
const longestScrapeMs = 5000;

/**
 * `asarg top`: a screen that is redrawn on a terminal, else one table (with --json: a line of JSON
 * per interval, or one object with --once) on standard output. @returns the exit code.
 * @throws Error when there is no file of a mesh, or, without a screen, when no service answers.
 */
export async function top(command: TopCommand, { signal }: Interruption): Promise<number> {
  const terminal = describeTerminal(process.stdout, process.env);
  const observer = createObserver(command, await endpointsOf(command));
  if (terminal.live && !command.once && !command.json) {
    return watch(command, observer, signal);
  }
  // A reader that closes early ends the stream of lines.
  const closed = new AbortController();
  process.stdout.once('error', () => closed.abort(new InterruptedError('nobody reads on')));
  const stop = AbortSignal.any([signal, closed.signal]);
  await observer.observe(stop);
  do {
    await rest(command.intervalMs, stop);
    const model = await observer.observe(stop);
    if (model.services.every(({ failure }) => failure !== undefined)) {
      const failures = model.services.map(({ name, failure }) => `${name} ${failure}`);
      throw new Error(`expected metrics of a running mesh, found none: ${failures.join('; ')}`);
    }
    process.stdout.write(command.json ? jsonOf(model, command) : tableOf(model, terminal, command));
  } while (command.json && !command.once);
  return exitCode.ok;
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

interface Observer {
  /** Scrapes every service and compares with the scrape before. */
  observe(stop: AbortSignal): Promise<TopModel>;
}

function createObserver(command: TopCommand, first: Endpoints): Observer {
  let endpoints = first;
  const before = new Map<string, Scrape>();

  async function look(name: string, url: string, stop: AbortSignal): Promise<Observed> {
    const now = await scrape(url, Math.min(command.intervalMs, longestScrapeMs), stop);
    const earlier = before.get(name);
    before.delete(name);
    if ('failure' in now) return { name, failure: now.failure };
    before.set(name, now);
    return { name, window: createWindow(earlier, now) };
  }

  return {
    async observe(stop) {
      // A mesh that is started anew has other ports; while there is none, the last are asked.
      endpoints = await endpointsOf(command).catch(() => endpoints);
      const names = Object.keys(endpoints).sort((a, b) => placeOf(a) - placeOf(b));
      return modelOf(
        await Promise.all(names.map((name) => look(name, endpoints[name] ?? '', stop))),
      );
    },
  };
}

/** In the order in which a report meets services; specialists as they come. */
const placeOf = (name: string): number => {
  const at = ['gateway', 'fusion-llm'].indexOf(name);
  return at < 0 ? 2 : at;
};

async function endpointsOf({ meshFile, metrics }: TopCommand): Promise<Endpoints> {
  if (meshFile === undefined) return metrics;
  const mesh = await readMeshFile(meshFile);
  const all = { ...mesh.metrics, ...metrics };
  if (Object.keys(all).length > 0) return all;
  throw new Error(
    `${meshFile}: expected where services tell their metrics, found that this mesh tells none; name them with --metrics NAME=URL`,
  );
}
