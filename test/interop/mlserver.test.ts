// SPDX-License-Identifier: Apache-2.0
import { makeReport, startMesh } from '@asarg/cli';
import { applyPixelProfile, frameFromMessage } from '@asarg/imaging';
import { createSpecialistClient, type SpecialistClient } from '@asarg/mesh-client';
import { createOpenInferenceSession } from '@asarg/open-inference';
import { masksOf, type BitMask } from '@asarg/tensor';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { phantomFrame } from './phantom-frame.js';
import { freePorts, root, run, start, startSpecialistProcess } from './processes.js';

const python = inject('python');
const models = path.join(import.meta.dirname, 'mlserver');
const side = 64;

let folder: string;
let address: string;
let bridged: SpecialistClient;
let bridgeAddress: string;

async function startMlServer(): Promise<string> {
  const [grpcPort, httpPort, metricsPort] = await freePorts(3);
  const server = start(
    python,
    ['-m', 'mlserver.cli.main', 'start', '.'],
    {
      MLSERVER_HOST: '127.0.0.1',
      MLSERVER_GRPC_PORT: String(grpcPort),
      MLSERVER_HTTP_PORT: String(httpPort),
      MLSERVER_METRICS_PORT: String(metricsPort),
      MLSERVER_PARALLEL_WORKERS: '0',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    models,
  );
  let ended = '';
  void Promise.all([text(server.stdout!), text(server.stderr!)]).then((output) => {
    ended = output.join('') || 'the end of its process';
    return undefined;
  });
  const at = `127.0.0.1:${grpcPort}`;
  while (!(await modelIsThere(at))) {
    if (ended) throw new Error(`expected MLServer to serve, found: ${ended}`);
    await sleep(250);
  }
  return at;
}

async function modelIsThere(at: string): Promise<boolean> {
  try {
    await (await createOpenInferenceSession({ address: at, model: 'regions' })).close();
    return true;
  } catch {
    return false;
  }
}

/** The bridge: a manifest, and nothing else. */
async function writeBridge(): Promise<string> {
  const output = (name: string, dtype: string, from?: object) => ({
    name,
    feature: 'SEGMENTATION',
    dtype,
    shape: [2, side, side],
    meaning: 'Bright and dark regions.',
    from,
  });
  const manifest = {
    schema: 'asarg.specialist-bundle/1',
    name: 'regions-bridge',
    version: '1.0.0',
    licence: 'Apache-2.0',
    description: 'Bright and dark regions, by a model that MLServer runs.',
    feature: 'SEGMENTATION',
    pixelProfile: { id: 'rank-squash@1', width: side, height: side },
    remote: {
      protocol: 'open-inference',
      address,
      model: 'regions',
      version: 'v1',
      input: { name: 'image', datatype: 'FP32', layout: 'NCHW', channels: 1 },
    },
    outputs: [
      output('masks', 'bit', { output: 'probabilities', threshold: 0.5 }),
      output('probabilities', 'float32'),
    ],
    catalogue: ['bright', 'dark'].map((name, index) => ({
      id: 10_000 + index,
      name,
      provenance: 'synthetic',
    })),
  };
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

describe.skipIf(!python)('a model that MLServer runs', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'asarg-bridge-'));
    address = await startMlServer();
    bridgeAddress = await startSpecialistProcess('vision', await writeBridge());
    bridged = createSpecialistClient(bridgeAddress);
  });
  afterAll(async () => {
    bridged?.close();
    await rm(folder, { recursive: true });
  });

  test('is a specialist of the mesh, whose masks are those that numpy computes', async () => {
    const frame = await phantomFrame();
    const { data } = applyPixelProfile('rank-squash@1', frameFromMessage(frame), side, side);
    const files = ['image', 'probabilities', 'masks'].map((name) => path.join(folder, name));
    const [image, probabilities, masks] = files as [string, string, string];
    await writeFile(image, data);
    await run(python, [path.join(models, 'segmentation_model.py'), ...files]);

    const { model, tensors } = await bridged.encode({ frame }, { deadlineMs: 30_000 });

    expect(model).toMatchObject({ name: 'regions-bridge', version: '1.0.0' });
    const found = tensors.get('masks')!;
    expect(found).toMatchObject({ dtype: 'bit', shape: [2, side, side] });
    expect(Buffer.compare(found.data, await readFile(masks))).toBe(0);
    expect(Buffer.compare(tensors.get('probabilities')!.data, await readFile(probabilities))).toBe(
      0,
    );
    for (const { bits } of masksOf(found) satisfies BitMask[]) {
      expect(bits.some((byte) => byte !== 0)).toBe(true);
    }
  });

  test('takes part in a real report: admitted, called, its masks among those of the report', async () => {
    const registryFile = path.join(folder, 'registry.json');
    const own = JSON.parse(await readFile(path.join(root, 'deploy/registry.json'), 'utf8')) as {
      specialists: object[];
    };
    own.specialists.push({ name: 'regions', address: bridgeAddress });
    await writeFile(registryFile, JSON.stringify(own));
    const mesh = await startMesh({ ports: 'free', folder, registryFile });
    try {
      expect(mesh.notActive).toEqual([]);
      const file = path.join(root, 'samples/phantom.dcm');
      const { id, status } = await makeReport(mesh.gatewayUrl, file, { maxNewTokens: 8 });
      const masks = await fetch(`${mesh.gatewayUrl}/v1/reports/${id}/masks`);
      expect(status).toBe('COMPLETE');
      expect(await masks.text()).toMatch(/"regions\/10000"|"specialist":"regions"/);
    } finally {
      await mesh.close();
    }
  });

  test('is refused where it is not the one expected', async () => {
    const missing = createOpenInferenceSession({ address, model: 'nobody' });
    await expect(missing).rejects.toMatchObject({ name: 'MeshError', code: 'NOT_FOUND' });
    const version = createOpenInferenceSession({ address, model: 'regions', version: 'v2' });
    await expect(version).rejects.toMatchObject({ name: 'MeshError', code: 'NOT_FOUND' });
    const session = await createOpenInferenceSession({ address, model: 'regions' });
    const image = { dtype: 'uint8', shape: [1, 1, 2, 2], data: Uint8Array.of(1, 2, 3, 4) } as const;
    await expect(session.run({ image })).rejects.toThrow(
      "input 'image': expected FP32 [-1,1,-1,-1], found UINT8 [1,1,2,2]",
    );
    await session.close();
  });
});
