// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { metricTable, type MetricName } from './metric-table.js';
import { prometheusLabel, prometheusName } from './prometheus-name.js';

test.each<[MetricName, string]>([
  ['asarg.stage.duration', 'asarg_stage_duration_seconds'],
  ['asarg.work.wasted', 'asarg_work_wasted_seconds_total'],
  ['asarg.queue.depth', 'asarg_queue_depth'],
  ['asarg.batch.size', 'asarg_batch_size'],
  ['asarg.specialist.attempts', 'asarg_specialist_attempts_total'],
  ['process.memory.usage', 'process_memory_usage_bytes'],
  ['process.cpu.time', 'process_cpu_time_seconds_total'],
  ['gen_ai.server.time_to_first_token', 'gen_ai_server_time_to_first_token_seconds'],
  ['asarg.registry.epoch', 'asarg_registry_epoch'],
])('%s is %s', (name, expected) => {
  expect(prometheusName(name, metricTable[name])).toBe(expected);
});

test('no two metrics have one name', () => {
  const names = Object.entries(metricTable).map(([name, spec]) => prometheusName(name, spec));
  expect(new Set(names).size).toBe(names.length);
});

test('labels are made of letters, digits and underscores, and begin with no digit', () => {
  expect(prometheusLabel('asarg.report.status')).toBe('asarg_report_status');
  expect(prometheusLabel('4 ways')).toBe('_4_ways');
});
