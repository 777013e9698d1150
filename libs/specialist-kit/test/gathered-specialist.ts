// SPDX-License-Identifier: Apache-2.0
import type { SpecialistServiceClient } from '@asarg/contracts';
import type { Batch, BatchEnd, RunningSpecialist, SpecialistConfig } from '@asarg/specialist-kit';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode, frameOf, type Received } from './calls.js';
import { folder, start } from './started-specialist.js';
import { writeBundle } from './test-bundles.js';

const steps = new URL('./fixtures/marked-steps.mjs', import.meta.url);

/** A specialist whose thread is busy with one frame until told otherwise. */
export interface Gathered {
  readonly specialist: RunningSpecialist;
  readonly client: SpecialistServiceClient;
  readonly begun: readonly Batch[];
  readonly ended: readonly BatchEnd[];
  /** Requests refused because the queue was full. */
  shed(): number;
  /** Keeps the thread busy with a frame of 7 columns, in a batch of its own; for once. */
  block(): Promise<{ readonly answer: Promise<Received> }>;
  /** Resolves when as many requests, the one that blocks included, have come or were refused. */
  arrived(count: number): Promise<void>;
  /** Lets the thread go on. */
  release(): Promise<void>;
  /** Resolves when as many batches have ended. */
  batches(count: number): Promise<void>;
}

/** Starts a specialist that takes up to four frames together. */
export async function startGathered(change: Partial<SpecialistConfig> = {}): Promise<Gathered> {
  const gate = join(folder, crypto.randomUUID());
  const url = new URL(`?gate=${encodeURIComponent(gate)}`, steps);
  const begun: Batch[] = [];
  const ended: BatchEnd[] = [];
  let arrivals = 0;
  let shed = 0;
  let checks: (() => void)[] = [];
  const told = (): void => checks.forEach((check) => check());
  const until = (reached: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      checks = [...checks, () => reached() && resolve()];
      told();
    });
  const bundle = await writeBundle(folder, 'projector');
  const started = await start(bundle, { maxBatch: 4, ...change }, url, {
    onArrival: () => {
      arrivals++;
      told();
    },
    onShed: () => {
      shed++;
      told();
    },
    onBatch: (batch) => void begun.push(batch),
    onBatchEnd: (end) => {
      ended.push(end);
      told();
    },
  });
  return {
    ...started,
    begun,
    ended,
    shed: () => shed,
    async block() {
      const answer = encode(started.client, { frame: frameOf(7, 24) });
      answer.catch(() => undefined);
      await until(() => arrivals === 1);
      return { answer };
    },
    arrived: (count) => until(() => arrivals + shed >= count),
    release: () => writeFile(gate, ''),
    batches: (count) => until(() => ended.length >= count),
  };
}
