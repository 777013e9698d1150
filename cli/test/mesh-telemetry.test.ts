// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serviceNames, startMesh, type Mesh } from '../dist/index.js';
import { readMeshFile } from '../dist/mesh-file.js';

const script = (name: string): string =>
  fileURLToPath(new URL(`./children/${name}.mjs`, import.meta.url));
const small = script('grpc-service');
const entryPoints = {
  vision: small,
  'lvm-med': small,
  cxas: small,
  'fusion-llm': small,
  gateway: script('gateway'),
};

type Told = Readonly<Record<string, string>> & { readonly imports: readonly string[] };

let folder = '';
let mesh: Mesh | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asarg-cli-'));
});
afterEach(async () => {
  await mesh?.close();
  mesh = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(variables: NodeJS.ProcessEnv): Promise<Map<string, Told>> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('OTEL_'));
  const environment = { ...Object.fromEntries(own), NOTES: join(folder, 'notes'), ...variables };
  mesh = await startMesh({ ports: 'free', folder, entryPoints, environment });
  const notes = (await readFile(join(folder, 'notes'), 'utf8')).trim().split('\n');
  const told = notes.map((line) => JSON.parse(line) as { listen: string; telemetry: Told });
  const { addresses } = mesh;
  return new Map(
    serviceNames.map((name) => [
      name,
      told.find(({ listen }) => listen === addresses[name])!.telemetry,
    ]),
  );
}

describe('a mesh with nothing said of telemetry', () => {
  it('serves the metrics of each service at a port of its own', async () => {
    const told = await start({ OTEL_EXPORTER_PROMETHEUS_PORT: '9464', OTEL_SERVICE_NAME: 'mine' });
    const ports = new Set<string>();
    for (const name of serviceNames) {
      const { imports, ...variables } = told.get(name)!;
      const port = variables['OTEL_EXPORTER_PROMETHEUS_PORT']!;
      ports.add(port);
      expect(imports.filter((url) => url.endsWith('/telemetry/dist/register.js'))).toHaveLength(1);
      expect(variables).toEqual({
        OTEL_SERVICE_NAME: name,
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
        OTEL_EXPORTER_PROMETHEUS_PORT: port,
      });
      expect(mesh?.metrics[name]).toBe(`http://127.0.0.1:${port}/metrics`);
    }
    expect(ports.size).toBe(5);
    const others = Object.values(mesh!.addresses).map((address) => address.split(':')[1]);
    expect(others.filter((port) => ports.has(port!))).toEqual([]);
  });

  it('is described by mesh.json, newly after a restart, until it is closed', async () => {
    await start({});
    const { gatewayUrl, addresses, metrics, pids } = mesh!;
    const meshFile = join(folder, 'mesh.json');
    const before = await readMeshFile(meshFile);
    expect(before).toEqual({
      schema: 'asarg.mesh/1',
      gateway: gatewayUrl,
      addresses,
      metrics,
      pids: pids(),
    });

    process.kill(before.pids!['cxas']!, 'SIGKILL');
    await vi.waitFor(
      async () => {
        const { pids: now } = await readMeshFile(meshFile);
        expect(now!['cxas']).not.toBe(before.pids!['cxas']);
        expect(now).toEqual(pids());
      },
      {
        timeout: 20_000,
        interval: 20,
      },
    );
    await mesh!.close();
    expect((await readdir(folder)).filter((name) => name.startsWith('mesh.json'))).toEqual([]);
    await expect(readMeshFile(meshFile)).rejects.toThrow(
      `${meshFile}: expected the file of a running mesh, found ENOENT`,
    );
  });
});

describe('a mesh whose user has said something of telemetry', () => {
  it('passes on an exporter of metrics and serves none', async () => {
    const told = await start({
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      OTEL_EXPORTER_PROMETHEUS_PORT: '9464',
    });
    for (const name of serviceNames) {
      const { imports: _, ...variables } = told.get(name)!;
      expect(variables).toEqual({
        OTEL_SERVICE_NAME: name,
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
        OTEL_EXPORTER_OTLP_TIMEOUT: '100',
        OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      });
    }
    expect(mesh!.metrics).toEqual({});
    expect((await readMeshFile(join(folder, 'mesh.json'))).metrics).toEqual({});
  });

  it.each(['prometheus', 'otlp, prometheus'])(
    'gives each service a port of its own for %j, whatever the port is that the user has set',
    async (exporters) => {
      const told = await start({
        OTEL_METRICS_EXPORTER: exporters,
        OTEL_EXPORTER_PROMETHEUS_PORT: '9464',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
        OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      });
      const ports = [...told.values()].map((one) => one['OTEL_EXPORTER_PROMETHEUS_PORT']);
      expect(new Set(ports).size).toBe(5);
      expect(ports).not.toContain('9464');
      expect([...told.values()].map((one) => one['OTEL_METRICS_EXPORTER'])).toEqual(
        serviceNames.map(() => exporters),
      );
      expect(Object.values(mesh!.metrics)).toEqual(
        ports.map((port) => `http://127.0.0.1:${port}/metrics`),
      );
    },
  );

  it.each([{ OTEL_SDK_DISABLED: 'TRUE' }, { OTEL_METRICS_EXPORTER: 'none' }])(
    'serves none with %o',
    async (variables) => {
      await start(variables);
      expect(mesh!.metrics).toEqual({});
    },
  );
});
