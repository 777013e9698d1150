// SPDX-License-Identifier: Apache-2.0
import { readMeshFile } from '../mesh-file.js';
import { scrape, type Scrape } from './scrape.js';
import { modelOf, type Observed, type TopModel } from './top-model.js';
import type { TopCommand } from './top-options.js';
import { createWindow } from './window.js';

type Where = Pick<TopCommand, 'meshFile' | 'metrics' | 'intervalMs'>;

/** Where each service's metrics are, by its name. */
type Endpoints = Readonly<Record<string, string>>;

/** A service that is slower to tell than this is taken not to answer. */
const longestScrapeMs = 5000;

/** Looks at the mesh again and again. */
export interface Observer {
  /** Scrapes every service and compares with the scrape before; throws only when stopped. */
  observe(stop: AbortSignal): Promise<TopModel>;
}

/**
 * Finds out where metrics are. A service that did not answer is compared with nothing when it is
 * back: its rates come an interval later.
 * @throws Error when the file of the mesh is not there or names no metrics.
 */
export async function createObserver(command: Where): Promise<Observer> {
  let endpoints = await endpointsOf(command).catch((error: Error) => {
    const way = 'start one here with `asarg up`, or name services with --metrics NAME=URL';
    throw new Error(`${error.message}; ${way}`, { cause: error });
  });
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

async function endpointsOf({ meshFile, metrics }: Where): Promise<Endpoints> {
  if (meshFile === undefined) return metrics;
  const mesh = await readMeshFile(meshFile);
  const all = { ...mesh.metrics, ...metrics };
  if (Object.keys(all).length > 0) return all;
  throw new Error(
    `${meshFile}: expected where services tell their metrics, found that this mesh has metrics off or sends them elsewhere`,
  );
}
