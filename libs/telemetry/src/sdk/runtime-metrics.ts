// SPDX-License-Identifier: Apache-2.0
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';

/** How often the event loop is asked whether it is late. */
const resolutionMs = 20;

/** Makes the metrics of the process itself: memory, processor time, lateness of its event loop. */
export function observeRuntime(meter: Meter): void {
  meter.createObservableGauge('process.memory.usage').addCallback((result) => {
    result.observe(process.memoryUsage.rss());
  });
  meter.createObservableCounter('process.cpu.time').addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe(user / 1e6, { 'cpu.mode': 'user' });
    result.observe(system / 1e6, { 'cpu.mode': 'system' });
  });
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  meter.createObservableGauge('nodejs.eventloop.delay.p99').addCallback((result) => {
    // The histogram counts from one question to the next, the wait between them included.
    result.observe(Math.max(0, delay.percentile(99) / 1e9 - resolutionMs / 1e3));
    delay.reset();
  });
}
