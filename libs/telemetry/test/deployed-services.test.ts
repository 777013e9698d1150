// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly build?: unknown;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
}

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'deploy/observability');
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
const { services, volumes } = parse(read('compose.yaml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};
const ours = Object.entries(services).filter(([, { build }]) => build);
const others = Object.entries(services).filter(([, { build }]) => !build);

test('each of the five services runs its own program under its own name', () => {
  expect(ours.map(([name]) => name)).toEqual([
    'gateway',
    'fusion-llm',
    'vision',
    'lvm-med',
    'cxas',
  ]);
  for (const [name, { command, environment }] of ours) {
    expect(command).toEqual([name]);
    expect(existsSync(path.join(root, 'services', name, 'src/main.ts'))).toBe(true);
    expect(environment?.['OTEL_SERVICE_NAME']).toBe(name);
  }
});

test('Prometheus scrapes each of them where it tells of itself', () => {
  const { scrape_configs } = parse(read('prometheus.yaml')) as {
    scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
  };
  const scraped = new Map(
    scrape_configs.map(({ job_name, static_configs }) => [job_name, static_configs[0]!.targets[0]]),
  );
  for (const [name, { environment }] of ours) {
    expect(scraped.get(name)).toBe(`${name}:${environment?.['OTEL_EXPORTER_PROMETHEUS_PORT']}`);
  }
});

test("the image's registry has the specialists where their containers listen", async () => {
  const image = path.join(root, 'deploy/docker');
  const { specialists } = JSON.parse(readFileSync(path.join(image, 'registry.json'), 'utf8')) as {
    specialists: { name: string; address: string }[];
  };
  const { services: defaults } = (await import(
    pathToFileURL(path.join(image, 'services.mjs')).href
  )) as { services: Record<string, Record<string, string>> };
  expect(Object.keys(defaults).toSorted()).toEqual(ours.map(([name]) => name).toSorted());
  for (const { name, address } of specialists) {
    expect(services[name]!.environment).not.toHaveProperty('ASARG_LISTEN');
    expect(address).toBe(defaults[name]!['ASARG_LISTEN']!.replace('0.0.0.0', name));
  }
  expect(specialists).toHaveLength(3);
});

test('what is mounted is there', () => {
  const sources = Object.values(services).flatMap(({ volumes = [] }) =>
    volumes.map((volume) => volume.split(':')[0]!),
  );
  const missing = sources.filter((source) =>
    source.startsWith('.') ? !existsSync(path.join(folder, source)) : !(source in volumes),
  );
  expect(missing).toEqual([]);
});

test('images are of one version each, the Collector of that which is tested', () => {
  for (const [, { image }] of others) expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
  const modules = readFileSync(path.join(root, 'test/observability/collector/go.mod'), 'utf8');
  const [, tested] = /fileexporter v(\S+)/.exec(modules)!;
  expect(services['collector']!.image).toBe(`otel/opentelemetry-collector-contrib:${tested}`);
});
