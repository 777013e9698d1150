// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
// The built files: the preload that ties a child to its parent exists only there.
import { serviceNames, startMesh, type ChildEvent, type Mesh } from '../dist/index.js';

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

interface Note {
  readonly what: string;
  readonly pid: number;
  readonly listen: string;
  readonly bundle?: string;
  readonly registry?: string;
  readonly fusion?: string;
  readonly data?: string;
}

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

const environment = () => ({
  ...process.env,
  NOTES: join(folder, 'notes'),
  ASARG_LISTEN: '127.0.0.1:1',
});
const readNotes = async (): Promise<Note[]> =>
  (await readFile(join(folder, 'notes'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Note);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('startMesh', () => {
  it('starts five processes on free ports, each told where the others are', async () => {
    mesh = await startMesh({
      ports: 'free',
      folder,
      entryPoints,
      environment: environment(),
      bundlesFolder: '/b',
    });

    expect(Object.keys(mesh.pids())).toEqual([...serviceNames]);
    expect(new Set(Object.values(mesh.pids())).size).toBe(5);
    expect(mesh.notActive).toEqual([]);
    const byAddress = new Map((await readNotes()).map((note) => [note.listen, note]));
    const { addresses } = mesh;
    expect(byAddress.get(addresses.vision)?.bundle).toBe('/b/vision');
    expect(byAddress.get(addresses['fusion-llm'])?.bundle).toBe('/b/fusion');
    expect(byAddress.get(addresses.gateway)).toMatchObject({
      fusion: addresses['fusion-llm'],
      data: join(folder, 'data'),
    });
    const registry = byAddress.get(addresses['fusion-llm'])?.registry ?? '';
    const { specialists } = JSON.parse(await readFile(registry, 'utf8')) as {
      specialists: { name: string; address: string }[];
    };
    expect(specialists.find(({ name }) => name === 'cxas')?.address).toBe(addresses.cxas);
  });

  it('stops the gateway first and the specialists last, and leaves no process', async () => {
    mesh = await startMesh({ ports: 'free', folder, entryPoints, environment: environment() });
    const { addresses } = mesh;
    const pids = Object.values(mesh.pids());

    await mesh.close();

    expect(pids.filter(isAlive)).toEqual([]);
    const stopped = (await readNotes()).filter(({ what }) => what === 'stopped');
    expect(stopped.map(({ listen }) => listen).slice(0, 2)).toEqual([
      addresses.gateway,
      addresses['fusion-llm'],
    ]);
    expect(stopped).toHaveLength(5);
  });

  it('brings back one service that is killed and leaves the others alone', async () => {
    const events: ChildEvent[] = [];
    mesh = await startMesh({
      ports: 'free',
      folder,
      entryPoints,
      environment: environment(),
      onEvent: (event) => events.push(event),
    });
    const before = mesh.pids();
    process.kill(before.cxas ?? 0, 'SIGKILL');

    await vi.waitFor(() => expect(events.some(({ kind }) => kind === 'back')).toBe(true), {
      timeout: 10_000,
      interval: 20,
    });

    expect(events.slice(-2)).toMatchObject([
      { kind: 'died', name: 'cxas', how: 'killed by SIGKILL' },
      { kind: 'back', name: 'cxas' },
    ]);
    const { cxas, ...others } = mesh.pids();
    expect(cxas).not.toBe(before.cxas);
    expect(before).toMatchObject(others);
  });

  it('stops what it started when one service fails', async () => {
    const started = startMesh({
      ports: 'free',
      folder,
      entryPoints: { ...entryPoints, cxas: script('serve') },
      environment: { ...environment(), MODE: 'fails' },
    });
    await expect(started).rejects.toMatchObject({ name: 'ChildStartError', child: 'cxas' });
    const notes = await readNotes().catch(() => []);
    expect(notes.map(({ pid }) => pid).filter(isAlive)).toEqual([]);
  });

  it('stops a start that is interrupted', async () => {
    const controller = new AbortController();
    const started = startMesh({
      ports: 'free',
      folder,
      entryPoints: { ...entryPoints, cxas: script('serve') },
      environment: { ...environment(), MODE: 'silent' },
      drainMs: 100,
      onEvent: () => controller.abort(new Error('enough')),
      signal: controller.signal,
    });
    await expect(started).rejects.toThrow('enough');
    const notes = await readNotes();
    expect(notes.map(({ pid }) => pid).filter(isAlive)).toEqual([]);
  });
});
