// SPDX-License-Identifier: Apache-2.0
import { ValueType, type Attributes, type HrTime } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExposition } from '../testing/exposition-parser.js';
import type { Exemplar } from './exemplars.js';
import { prometheusText } from './prometheus-text.js';

const time: HrTime = [0, 0];
const point = <T>(attributes: Attributes, value: T) => ({
  startTime: time,
  endTime: time,
  attributes,
  value,
});
const descriptor = (name: string, unit: string, description: string) => ({
  name,
  unit,
  description,
  valueType: ValueType.DOUBLE,
});
const of = (metrics: MetricData[], attributes: Attributes = {}): ResourceMetrics => ({
  resource: resourceFromAttributes(attributes),
  scopeMetrics: [{ scope: { name: 'test' }, metrics }],
});
const cumulative = AggregationTemporality.CUMULATIVE;

const special = fc.constantFrom('"', '\\', '\n', '{', '}', ',', '=', ' ', '#', 'n', 'é');
const labelValue = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: special }));
const value = fc.double({ noNaN: false });
const series = fc.uniqueArray(labelValue, { maxLength: 5 });
const formats = fc.constantFrom('prometheus' as const, 'openmetrics' as const);

test('gauges and counters are read back as they were, whatever is in their labels', () => {
  fc.assert(
    fc.property(series, value, labelValue, formats, (values, number, help, format) => {
      const points = values.map((each) => point({ 'a.b': each }, number));
      const metrics: MetricData[] = [
        {
          descriptor: descriptor('x.level', 'By', help),
          aggregationTemporality: cumulative,
          dataPointType: DataPointType.GAUGE,
          dataPoints: points,
        },
        {
          descriptor: descriptor('x.work', 's', help),
          aggregationTemporality: cumulative,
          dataPointType: DataPointType.SUM,
          isMonotonic: true,
          dataPoints: points,
        },
      ];
      const open = format === 'openmetrics';
      const text = prometheusText(of(metrics, { name: help }), format);
      const families = parseExposition(text, open);
      const gauge = families.get('x_level_bytes');
      const counter = families.get(open ? 'x_work_seconds' : 'x_work_seconds_total');
      for (const family of [gauge, counter]) {
        expect(family?.samples.map((sample) => sample.labels['a_b'])).toEqual(values);
        // Zero has no sign in the text.
        expect(family?.samples.every((sample) => Object.is(sample.value + 0, number + 0))).toBe(
          true,
        );
      }
      expect([gauge?.type, counter?.type]).toEqual(['gauge', 'counter']);
      expect([gauge?.unit, counter?.unit]).toEqual(
        open ? ['bytes', 'seconds'] : [undefined, undefined],
      );
      const info = families.get(open ? 'target' : 'target_info')?.samples[0];
      expect(info).toEqual({ name: 'target_info', labels: { name: help }, value: 1 });
    }),
  );
});

test('buckets of a histogram add up, and the last has all', () => {
  const counts = fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(counts, formats, (inBuckets, format) => {
      const boundaries = inBuckets.slice(1).map((_, index) => index / 2);
      const count = inBuckets.reduce((sum, each) => sum + each, 0);
      const exemplar: Exemplar = {
        traceId: 'a'.repeat(32),
        spanId: 'b'.repeat(16),
        value: 0.25,
        timeMs: 1_700_000_000_123,
      };
      const text = prometheusText(
        of([
          {
            descriptor: descriptor('x.duration', 's', 'How long.'),
            aggregationTemporality: cumulative,
            dataPointType: DataPointType.HISTOGRAM,
            dataPoints: [
              point({ k: 'v' }, { buckets: { boundaries, counts: inBuckets }, count, sum: 1.5 }),
            ],
          },
        ]),
        format,
        { note: () => undefined, of: () => inBuckets.map((n) => (n > 0 ? exemplar : undefined)) },
      );
      const open = format === 'openmetrics';
      const samples = parseExposition(text, open).get('x_duration_seconds')?.samples ?? [];
      const buckets = samples.filter(({ name }) => name === 'x_duration_seconds_bucket');
      expect(
        buckets.map((bucket) => Number(bucket.labels['le']?.replace('+Inf', 'Infinity'))),
      ).toEqual([...boundaries, Infinity]);
      const steps = buckets.map((bucket, i) => bucket.value - (buckets[i - 1]?.value ?? 0));
      expect(steps).toEqual(inBuckets);
      expect(buckets.at(-1)?.value).toBe(count);
      expect(samples.find(({ name }) => name.endsWith('_count'))?.value).toBe(count);
      expect(samples.find(({ name }) => name.endsWith('_sum'))?.value).toBe(1.5);
      expect(buckets.map((bucket) => bucket.exemplar !== undefined)).toEqual(
        inBuckets.map((n) => open && n > 0),
      );
      for (const { exemplar: found } of buckets.filter((bucket) => bucket.exemplar)) {
        expect(found).toEqual({
          labels: { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) },
          value: 0.25,
          timeSeconds: 1_700_000_000.123,
        });
      }
    }),
  );
});
