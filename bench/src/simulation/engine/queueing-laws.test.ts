// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createBatchServer } from './batch-server.js';
import {
  constant,
  empirical,
  exponential,
  quantilesOf,
  type Distribution,
} from './distribution.js';
import { createProcessor } from './processor.js';
import { createStreams } from './random.js';
import { createSimulator } from './simulator.js';
import { createThread } from './thread.js';
import { createTimeAverage } from './time-average.js';

interface Station {
  readonly utilisation: number;
  readonly meanWaitMs: number;
  readonly meanSojournMs: number;
  readonly meanInSystem: number;
  readonly perMs: number;
}

/** One queue, one server, Poisson arrivals. */
function station(
  service: Distribution,
  load: number,
  discipline: 'fifo' | 'shared' = 'fifo',
  services = 100_000,
): Station {
  const simulator = createSimulator();
  const streams = createStreams(7);
  const processor = createProcessor(simulator, { cores: 1 });
  const thread = createThread(simulator, processor);
  const server = discipline === 'fifo' ? thread : processor;
  const gapMs = exponential(service.mean / load);
  const inSystem = createTimeAverage({ clock: simulator });
  let [ended, sojournMs, servedMs] = [0, 0, 0];
  const untilMs = services * service.mean;
  const arrive = (): void => {
    simulator.after(gapMs.draw(streams('gaps')), arrive);
    const cameMs = simulator.nowMs;
    const cpuMs = service.draw(streams('service'));
    inSystem.add(1);
    server.run({ cpuMs }, () => {
      inSystem.add(-1);
      ended++;
      servedMs += cpuMs;
      sojournMs += simulator.nowMs - cameMs;
    });
  };
  simulator.after(0, arrive);
  simulator.run(untilMs);
  return {
    utilisation: processor.busyCores.mean,
    meanWaitMs: (sojournMs - servedMs) / ended,
    meanSojournMs: sojournMs / ended,
    meanInSystem: inSystem.mean,
    perMs: ended / untilMs,
  };
}

const within = (found: number, expected: number, share: number): void => {
  expect(Math.abs(found / expected - 1)).toBeLessThan(share);
};

test.each([0.3, 0.6, 0.8])('the wait of M/D/1 at %f is that of Pollaczek and Khinchine', (load) => {
  const found = station(constant(10), load, 'fifo', 400_000);
  within(found.meanWaitMs, (load / (2 * (1 - load))) * 10, 0.03);
});

test.each([0.3, 0.6, 0.8])('the wait of M/M/1 at %f is twice that of M/D/1', (load) => {
  const found = station(exponential(10), load, 'fifo', 400_000);
  // The standard error at 0.8 is 2 %.
  within(found.meanWaitMs, (load / (1 - load)) * 10, 0.06);
});

test('sharing a core makes everything slower by 1 / (1 - load), whatever the distribution', () => {
  for (const service of [constant(10), empirical([1, 1, 1, 1, 46])]) {
    const found = station(service, 0.7, 'shared');
    within(found.meanSojournMs, service.mean / 0.3, 0.06);
  }
});

test('as many are inside as come in the time that one stays (Little)', () => {
  for (const discipline of ['fifo', 'shared'] as const) {
    const found = station(exponential(10), 0.75, discipline);
    within(found.meanInSystem, found.perMs * found.meanSojournMs, 0.01);
  }
});

test('a server is busy for what comes times what each takes (utilisation law)', () => {
  for (const load of [0.2, 0.5, 0.9]) {
    within(station(empirical([4, 8, 30]), load, 'fifo').utilisation, load, 0.02);
  }
});

test('a batch takes what waits, up to its limit, and refuses beyond the queue', () => {
  const simulator = createSimulator();
  const sizes: number[] = [];
  const server = createBatchServer<number>(simulator, {
    maxBatch: 3,
    maxWaiting: 5,
    run(jobs, done) {
      sizes.push(jobs.length);
      simulator.after(10, done);
    },
  });
  const accepted = Array.from({ length: 8 }, (_, job) => server.submit(job, () => undefined));
  expect(accepted).toEqual([true, true, true, true, true, true, false, false]);
  expect(server.leave(1)).toBe(true);
  expect(server.leave(0)).toBe(false);
  simulator.run(100);
  expect(sizes).toEqual([1, 3, 1]);
  expect(server.taken).toEqual({ runs: 3, jobs: 5 });
});

test('draws of measured quantiles have the mean and the quantiles they were made of', () => {
  const random = createStreams(3)('draws');
  const from = empirical([1, 2, 4, 8, 12]);
  const drawn = Array.from({ length: 200_000 }, () => from.draw(random));
  const found = quantilesOf(drawn, 4);
  within(drawn.reduce((sum, one) => sum + one, 0) / drawn.length, from.mean, 0.02);
  for (const [at, expected] of [1, 2, 4, 8, 12].entries()) within(found[at]!, expected, 0.02);
});
