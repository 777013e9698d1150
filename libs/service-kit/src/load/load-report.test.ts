// SPDX-License-Identifier: Apache-2.0
import { loadSync } from '@grpc/proto-loader';
import fc from 'fast-check';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeLoadReport, encodeLoadReport } from './load-report.js';

const report = fc.record({
  waiting: fc.nat(1e6),
  running: fc.nat(1e6),
  capacity: fc.integer({ min: 1, max: 1e6 }),
});

// The message as its authors define it, from the files that come with grpc-js.
const grpc = dirname(createRequire(import.meta.url).resolve('@grpc/grpc-js/package.json'));
const definitions = loadSync('xds/data/orca/v3/orca_load_report.proto', {
  keepCase: true,
  includeDirs: [join(grpc, 'proto/xds'), join(grpc, 'proto/protoc-gen-validate')],
});
const orca = definitions['xds.data.orca.v3.OrcaLoadReport'] as unknown as {
  serialize(message: object): Buffer;
  deserialize(bytes: Buffer): object;
};

test('what is written is read', () => {
  fc.assert(
    fc.property(report, (written) => {
      expect(decodeLoadReport(encodeLoadReport(written))).toEqual(written);
    }),
  );
});

test('it is an ORCA load report, either way', () => {
  const written = { waiting: 3, running: 2, capacity: 4 };
  const metrics = { 'asarg.waiting': 3, 'asarg.running': 2, 'asarg.capacity': 4 };
  expect(orca.deserialize(encodeLoadReport(written))).toMatchObject({
    named_metrics: metrics,
    application_utilization: 1.25,
  });
  const others = { cpu_utilization: 0.5, utilization: { disk: 1 }, rps_fractional: 7, eps: 0 };
  const named_metrics = { ...metrics, other: 9 };
  expect(decodeLoadReport(orca.serialize({ ...others, named_metrics }))).toEqual(written);
});

test('reports of others, and bytes that are none, are no report', () => {
  expect(decodeLoadReport(orca.serialize({ cpu_utilization: 0.5 }))).toBeUndefined();
  expect(decodeLoadReport(Buffer.alloc(0))).toBeUndefined();
  for (const capacity of [0, -1, Number.NaN, Infinity, 1e7]) {
    expect(
      decodeLoadReport(encodeLoadReport({ waiting: 0, running: 0, capacity })),
    ).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const found = decodeLoadReport(bytes);
      expect(found === undefined || found.capacity >= 1).toBe(true);
    }),
  );
});
