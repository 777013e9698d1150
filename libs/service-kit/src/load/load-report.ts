// SPDX-License-Identifier: Apache-2.0
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

/** What a server has to do at one moment, as it tells its callers. */
export interface LoadReport {
  /** Calls taken on that wait for their turn. */
  readonly waiting: number;
  /** Calls being worked on. */
  readonly running: number;
  /** Calls that it can work on at once, from 1: its weight among servers of its kind. */
  readonly capacity: number;
}

/** Key of the trailing metadata that holds an `xds.data.orca.v3.OrcaLoadReport`. */
export const loadReportKey = 'endpoint-load-metrics-bin';

const namedMetrics = {
  waiting: 'asarg.waiting',
  running: 'asarg.running',
  capacity: 'asarg.capacity',
};
type Part = keyof typeof namedMetrics;
const parts = Object.keys(namedMetrics) as Part[];

// Fields of OrcaLoadReport with their wire types. grpc-js has a codec, which reads the .proto files
// again for every message.
const tag = (field: number, wireType: number): number => (field << 3) | wireType;
const namedMetricsTag = tag(8, 2);
const utilizationTag = tag(9, 1);
const mapKeyTag = tag(1, 2);
const mapValueTag = tag(2, 1);

/**
 * A report as an ORCA load report: the three numbers as named metrics, and the share of the capacity
 * that is asked for as `application_utilization`, which other balancers than ours read.
 */
export function encodeLoadReport(report: LoadReport): Buffer {
  const writer = new BinaryWriter();
  for (const part of parts) {
    writer.uint32(namedMetricsTag).fork();
    writer.uint32(mapKeyTag).string(namedMetrics[part]);
    writer.uint32(mapValueTag).double(report[part]).join();
  }
  const { waiting, running, capacity } = report;
  writer.uint32(utilizationTag).double((waiting + running) / capacity);
  return Buffer.from(writer.finish());
}

/**
 * The report in an ORCA load report; undefined if it has none of ours, or cannot be read: load is
 * advice, and never fails a call.
 */
export function decodeLoadReport(bytes: Uint8Array): LoadReport | undefined {
  const found = new Map<string, number>();
  try {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const next = reader.uint32();
      if (next === namedMetricsTag) {
        readEntry(reader, found);
      } else {
        reader.skip(next & 7);
      }
    }
  } catch {
    return undefined;
  }
  const [waiting, running, capacity] = parts.map((part) => found.get(namedMetrics[part]));
  return isCount(waiting) && isCount(running) && isCount(capacity) && capacity >= 1
    ? { waiting, running, capacity }
    : undefined;
}

function readEntry(reader: BinaryReader, into: Map<string, number>): void {
  const end = reader.uint32() + reader.pos;
  let key = '';
  let value = 0;
  while (reader.pos < end) {
    const next = reader.uint32();
    if (next === mapKeyTag) {
      key = reader.string();
    } else if (next === mapValueTag) {
      value = reader.double();
    } else {
      reader.skip(next & 7);
    }
  }
  into.set(key, value);
}

/** Bounded, so that no server can make itself of infinite weight. */
function isCount(value: number | undefined): value is number {
  return value !== undefined && value >= 0 && value <= 1e6;
}
