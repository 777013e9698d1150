// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildCollector } from './build-collector.js';
import { findPrometheus } from './find-prometheus.js';

declare module 'vitest' {
  interface ProvidedContext {
    readonly collector: string;
    readonly prometheus: string;
    readonly promtool: string;
  }
}

/** What is built and unpacked stays here, for all checkouts. */
const cache = path.join(
  process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'),
  'asarg/observability',
);

/** Brings the tools, and says how long that took when it was not a matter of a look. */
export default async function setUp(project: TestProject): Promise<void> {
  const started = performance.now();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const { prometheus, promtool } = await findPrometheus(cache, say);
  project.provide('prometheus', prometheus);
  project.provide('promtool', promtool);
  project.provide('collector', await buildCollector(cache, say));
  const seconds = (performance.now() - started) / 1000;
  if (seconds > 1) say(`tools of observability are ready, after ${seconds.toFixed(0)} s`);
}
