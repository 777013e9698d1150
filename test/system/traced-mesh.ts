// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startMesh, type Mesh } from '@asarg/cli';
import { Metadata } from '@grpc/grpc-js';
import { specialistsSorted, treeOf } from './span-tree.js';
import { root } from './support.js';
import {
  exportingTo,
  startTraceReceiver,
  type ReceivedSpan,
  type TraceReceiver,
} from './trace-receiver.js';

/** How the specialist `vision` behaves. */
export interface Script {
  /** Time that each encoding takes longer, in milliseconds. */
  readonly delayMs?: number;
  /** Whether each encoding fails. */
  readonly fail?: boolean;
}

/** Five processes whose spans go to a receiver, one of them as slow or broken as the test wants. */
export interface TracedMesh extends Mesh {
  readonly receiver: TraceReceiver;
  readonly folder: string;
  /** Settings of the processes, for others like them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Tells vision how to behave from now on. */
  behave(script: Script): Promise<void>;
  /** The spans of a report, once the last of them has come: the gateway's own. */
  spansOf(reportId: string): Promise<readonly ReceivedSpan[]>;
}

/** @param settings environment variables of all five */
export async function startTracedMesh(
  settings: Readonly<Record<string, string>> = {},
): Promise<TracedMesh> {
  const folder = await mkdtemp(path.join(tmpdir(), 'asarg-traces-'));
  const scriptFile = path.join(folder, 'script.json');
  const behave = (script: Script): Promise<void> => writeFile(scriptFile, JSON.stringify(script));
  await behave({});
  const registryFile = path.join(folder, 'wanted.json');
  await writeFile(registryFile, JSON.stringify(registry));
  const receiver = await startTraceReceiver();
  const environment = {
    ...process.env,
    ...exportingTo(receiver),
    ...settings,
    TEST_SCRIPT: scriptFile,
  };
  const mesh = await startMesh({
    ports: 'free',
    folder,
    registryFile,
    entryPoints: { vision: scriptedVision },
    environment,
  });

  const traceOf = (reportId: string): string | undefined =>
    receiver.spans.find(
      ({ name, attributes }) => name === 'report' && attributes['asarg.report.id'] === reportId,
    )?.traceId;

  return {
    ...mesh,
    receiver,
    folder,
    environment,
    behave,
    async spansOf(reportId) {
      const isLast = ({ traceId, kind, service }: ReceivedSpan): boolean =>
        traceId === traceOf(reportId) && kind === 'SERVER' && service === 'gateway';
      await receiver.until((spans) => spans.some(isLast) && isWhole(spans, traceOf(reportId)));
      return receiver.spans.filter(({ traceId }) => traceId === traceOf(reportId));
    },
    async close() {
      await mesh.close();
      await receiver.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Entry point of the specialist whose behaviour is a file's. */
export const scriptedVision: string = path.join(root, 'test/system/fixtures/scripted-vision.mjs');

/** A trace as lines, the specialists in the order of their names. */
export function linesOf(spans: readonly ReceivedSpan[], parentSpanId = ''): string[] {
  return specialistsSorted(treeOf(spans, parentSpanId));
}

/** A parent for calls that the test makes itself, as the headers of a call. */
export function newParent(): {
  readonly traceId: string;
  readonly spanId: string;
  readonly metadata: Metadata;
} {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  const metadata = new Metadata();
  metadata.set('traceparent', `00-${traceId}-${spanId}-01`);
  return { traceId, spanId, metadata };
}

/**
 * Every span but one has its parent there, every call that was made its server's span, and every
 * request that left its queue well what was done with it, which may end after its caller has left.
 */
export function isWhole(spans: readonly ReceivedSpan[], traceId: string | undefined): boolean {
  const own = spans.filter((span) => span.traceId === traceId);
  const ids = new Set(own.map(({ spanId }) => spanId));
  const parents = new Set(own.map(({ parentSpanId }) => parentSpanId));
  const done = new Set(
    own.filter(({ name }) => name === 'preprocess').map(({ parentSpanId }) => parentSpanId),
  );
  return (
    own.filter(({ parentSpanId }) => !ids.has(parentSpanId)).length === 1 &&
    own.every(({ kind, name, spanId, parentSpanId, isError }) =>
      kind === 'CLIENT'
        ? parents.has(spanId)
        : name !== 'queue' || isError || done.has(parentSpanId),
    )
  );
}

const registry = {
  schema: 'asarg.registry/1',
  specialists: [
    { name: 'vision', address: '127.0.0.1:7011' },
    { name: 'lvm-med', address: '127.0.0.1:7012' },
    { name: 'cxas', address: '127.0.0.1:7013' },
  ],
  policies: { vision: { hedge: { delayMs: 250, maxShare: 1 } } },
};
