// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../interop/processes.js';
import { panelFaults } from './panel-faults.js';
import { startMetricsServer } from './start-metrics-server.js';
import { startPrometheus, type RunningPrometheus } from './start-prometheus.js';

const jobs = ['gateway', 'fusion-llm', 'vision', 'lvm-med', 'cxas'];

interface Rule {
  readonly type: 'recording' | 'alerting';
  readonly name: string;
  readonly query: string;
  readonly health: string;
  readonly lastError?: string;
  readonly state?: 'inactive' | 'pending' | 'firing';
}

async function rulesOf(prometheus: RunningPrometheus): Promise<Rule[]> {
  const { groups } = await prometheus.get<{ groups: { rules: Rule[] }[] }>('rules');
  return groups.flatMap(({ rules }) => rules);
}

describe('of a mesh that is well', () => {
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    const address = await startMetricsServer('well');
    const targets = jobs.map((job) => ({ job, address }));
    prometheus = await startPrometheus('prometheus.local.yaml', targets);
    // The slowest to come: two scrapes, then an evaluation of the rules, of each service.
    await prometheus.eventually(
      'count(rate(process_cpu_time_seconds_total[1m]))',
      ([series]) => Number(series?.value[1]) === 2 * jobs.length,
    );
    await prometheus.eventually('asarg:reports_slow:ratio_rate30d', (found) => found.length > 0);
  });

  test.each(jobs)('every panel of every dashboard shows something, service %s', async (job) => {
    expect(await panelFaults(prometheus, job)).toEqual([]);
  });

  test('every rule is evaluated, those that record have a value, and no alert is raised', async () => {
    const rules = await rulesOf(prometheus);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    for (const { name } of rules.filter(({ type }) => type === 'recording')) {
      expect(await prometheus.query(name), name).toHaveLength(1);
    }
    const raised = rules.filter(({ state }) => state === 'pending' || state === 'firing');
    expect(raised.map(({ name }) => name)).toEqual([]);
  });

  test('it counts the reports within 5 s although they are written 5.0', async () => {
    const [slow] = await prometheus.query('asarg:reports_slow:ratio_rate5m');
    // All are within 5 s; were the bucket not found, there would be no value.
    expect(Number(slow!.value[1])).toBeCloseTo(0, 1);
  });

  test('an exemplar leads from a bucket to a trace', async () => {
    const query = encodeURIComponent('asarg_report_duration_seconds_bucket');
    const now = Math.ceil(Date.now() / 1000);
    const found = await prometheus.get<
      { seriesLabels: { job: string }; exemplars: { labels: { trace_id: string } }[] }[]
    >(`query_exemplars?query=${query}&start=${now - 600}&end=${now}`);
    expect(found[0]!.exemplars[0]!.labels.trace_id).toMatch(/^[0-9a-f]{32}$/);
  });
});

test('of a mesh that is ill every alert is raised', async () => {
  const address = await startMetricsServer('ill');
  const [closed] = await freePorts(1);
  const prometheus = await startPrometheus('prometheus.local.yaml', [
    { job: 'gateway', address },
    { job: 'fusion-llm', address },
    { job: 'vision', address },
    { job: 'lvm-med', address: `127.0.0.1:${closed}` },
    // Nobody scrapes cxas.
  ]);
  const names = (await rulesOf(prometheus)).flatMap(({ type, name }) =>
    type === 'alerting' ? [name] : [],
  );
  const raised = await prometheus.eventually(
    'count by (alertname) (ALERTS)',
    (series) => series.length === names.length,
  );
  expect(raised.map(({ metric }) => metric['alertname']!).toSorted()).toEqual(names.toSorted());
  const absent = await prometheus.query('ALERTS{alertname="MetricsAbsent"}');
  expect(absent.map(({ metric }) => metric['job']).toSorted()).toEqual(['cxas', 'lvm-med']);
});

test("in a cluster a pod's annotations say whether and where it is scraped, its label the job", async () => {
  const address = await startMetricsServer('well');
  const [host, port] = address.split(':') as [string, string];
  const pod = (name: string, annotations: Record<string, string>, phase = 'Running') => ({
    job: 'pods',
    // What discovery gives for a port of a container, which is not the one to scrape.
    address: `${host}:1`,
    labels: {
      __meta_kubernetes_namespace: 'asarg',
      __meta_kubernetes_pod_name: `${name}-0`,
      __meta_kubernetes_pod_ip: host,
      __meta_kubernetes_pod_phase: phase,
      __meta_kubernetes_pod_label_app_kubernetes_io_name: name,
      ...Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [
          `__meta_kubernetes_pod_annotation_prometheus_io_${key}`,
          value,
        ]),
      ),
    },
  });
  const asked = { scrape: 'true', port };
  const prometheus = await startPrometheus(
    'prometheus.kubernetes.yaml',
    [
      pod('gateway', asked),
      pod('vision', { ...asked, path: '/metrics/vision' }),
      pod('cxas', asked, 'Succeeded'),
      pod('database', { port }),
    ],
    (text) =>
      text.replace(
        'kubernetes_sd_configs: [{ role: pod }]',
        'file_sd_configs: [{ files: [targets.json] }]',
      ),
  );
  const up = await prometheus.eventually('up == 1', ({ length }) => length === 2);
  expect(
    up.map(({ metric }) => metric).toSorted((a, b) => a['job']!.localeCompare(b['job']!)),
  ).toEqual(
    ['gateway', 'vision'].map((job) => ({
      __name__: 'up',
      job,
      instance: address,
      namespace: 'asarg',
      pod: `${job}-0`,
    })),
  );
  const { activeTargets } = await prometheus.get<{ activeTargets: { scrapeUrl: string }[] }>(
    'targets',
  );
  expect(activeTargets.map(({ scrapeUrl }) => scrapeUrl).toSorted()).toEqual([
    `http://${address}/metrics`,
    `http://${address}/metrics/vision`,
  ]);
});
