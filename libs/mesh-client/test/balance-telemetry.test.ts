// SPDX-License-Identifier: Apache-2.0
import { metrics, trace, type Attributes } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { createReportClient, openBalancedChannel } from '../src/index.js';
import { callOnce, startReplica } from './replica.js';

afterEach(() => {
  trace.disable();
  metrics.disable();
});

test('the span of a balanced call names the service it was for and the instance that answered', async () => {
  const spans: { name: string; attributes: Attributes }[] = [];
  trace.setGlobalTracerProvider({
    getTracer: () =>
      ({
        startSpan(name: string, { attributes = {} }: { attributes?: Attributes } = {}) {
          const span = { name, attributes: { ...attributes } };
          spans.push(span);
          const noop = trace.wrapSpanContext({
            traceId: '0'.repeat(32),
            spanId: '0'.repeat(16),
            traceFlags: 0,
          });
          return Object.assign(noop, {
            setAttributes: (more: Attributes) => Object.assign(span.attributes, more),
            setAttribute: (key: string, value: string) => (span.attributes[key] = value),
          });
        },
      }) as never,
  });
  const [a, b] = [await startReplica(), await startReplica()];
  const channel = openBalancedChannel(`${a.address},${b.address}`, { service: 'fusion-llm' });
  const client = createReportClient(channel.label, { channel });
  await callOnce(client);
  client.close();
  await Promise.all([a.kill(), b.kill()]);
  const asked = a.calls > 0 ? a : b;
  const call = spans.find(({ attributes }) => attributes['server.address'] !== undefined);
  expect(call?.attributes).toMatchObject({
    'server.address': 'fusion-llm',
    'asarg.instance.address': asked.address,
    'rpc.status_code': 'OK',
  });
});
