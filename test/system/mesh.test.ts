// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Mesh } from '@asarg/cli';
import { SpecialistState } from '@asarg/contracts';
import { createHealthClient, createRegistryClient } from '@asarg/mesh-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listServices } from './reflection.js';
import { reportOf, root, startTestMesh, type ReportJson } from './support.js';

const specialists = ['vision', 'lvm-med', 'cxas'] as const;

let mesh: Mesh;
let dicom: Uint8Array;
let png: Uint8Array;

beforeAll(async () => {
  mesh = await startTestMesh();
  dicom = await readFile(path.join(root, 'samples/phantom.dcm'));
  png = await readFile(path.join(root, 'samples/phantom.png'));
});
afterAll(() => mesh.close());

describe('a report', () => {
  let report: ReportJson;
  beforeAll(async () => {
    report = await reportOf(mesh.gatewayUrl, dicom);
  });

  test('is complete, with every slot fed by a model of known version and digest', () => {
    expect(report.status).toBe('COMPLETE');
    expect(report.contributions.map(({ slot }) => slot)).toEqual([
      'vision',
      'lvm-med',
      'cxas',
      'finding-tags',
    ]);
    for (const contribution of report.contributions) {
      expect(contribution).toMatchObject({
        state: 'used',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        digest: expect.stringMatching(/^(sha256:)?[0-9a-f]{64}$/),
      });
    }
  });

  test('is English sentences, each with a verdict', () => {
    expect(report.sentences.length).toBeGreaterThan(0);
    for (const { text, verdict } of report.sentences) {
      expect(text).toMatch(/^[A-Z0-9].*\.$/);
      expect(verdict).toMatch(/^(supported|contradicted|unsupported|not_verifiable)$/);
    }
    expect(report.text).toBe(report.sentences.map(({ text }) => text).join(' '));
  });

  test('has regions inside the image whose masks are PNGs', async () => {
    const regions = report.sentences.flatMap((sentence) => sentence.regions);
    expect(regions.length).toBeGreaterThan(0);
    for (const { box, maskUrl } of regions) {
      expect(box.x0).toBeLessThan(box.x1);
      expect(box.y0).toBeLessThan(box.y1);
      if (!maskUrl) continue;
      const mask = await fetch(new URL(maskUrl, mesh.gatewayUrl));
      expect(mask.headers.get('content-type')).toBe('image/png');
    }
  });

  test('says where the time went', () => {
    const names = report.stages.map(({ name }) => name);
    for (const specialist of specialists) expect(names).toContain(`${specialist}/run`);
    for (const name of ['fuse', 'prefill', 'decode', 'ground']) expect(names).toContain(name);
    for (const { startMs, durationMs } of report.stages) {
      expect(startMs).toBeGreaterThanOrEqual(0);
      expect(durationMs).toBeGreaterThanOrEqual(0);
    }
    const waited = report.stages.filter(({ critical }) => critical);
    const sumMs = waited.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(sumMs / report.durationMs).toBeGreaterThan(0.97);
    expect(sumMs / report.durationMs).toBeLessThan(1.03);
  });

  test('is the same again for the same image and seed', async () => {
    const fields = { seed: '7', temperature: '0.8' };
    const first = await reportOf(mesh.gatewayUrl, dicom, fields);
    const second = await reportOf(mesh.gatewayUrl, dicom, fields);

    expect(second.text).toBe(first.text);
    expect(second.sentences.map(({ verdict }) => verdict)).toEqual(
      first.sentences.map(({ verdict }) => verdict),
    );
    expect(second.provenance).toEqual(first.provenance);
    expect(first.provenance.options.seed).toBe(7);
  });

  test('can be made of a PNG', async () => {
    expect((await reportOf(mesh.gatewayUrl, png)).status).toBe('COMPLETE');
  });
});

test('the five services are five processes', () => {
  const pids = Object.values(mesh.pids());

  expect(new Set(pids).size).toBe(5);
  expect(pids).not.toContain(process.pid);
});

test('every gRPC service is reflected and says SERVING', async () => {
  const specialist = ['asarg.specialist.v1.SpecialistService', 'inference.GRPCInferenceService'];
  const expected: Record<string, string[]> = {
    vision: specialist,
    'lvm-med': specialist,
    cxas: specialist,
    'fusion-llm': ['asarg.registry.v1.RegistryService', 'asarg.report.v1.ReportService'],
  };
  for (const [name, services] of Object.entries(expected)) {
    const address = mesh.addresses[name as keyof typeof mesh.addresses];
    expect(await listServices(address)).toEqual([...services, 'grpc.health.v1.Health'].toSorted());
    const health = createHealthClient(address);
    for (const service of ['', ...services]) {
      expect(await health.check(service)).toBe('SERVING');
    }
    health.close();
  }
});

test('killing cxas under load fails no report; its restart heals the mesh', async () => {
  const before = mesh.pids();
  const load = async (): Promise<ReportJson[]> => {
    const made: ReportJson[] = [];
    for (let i = 0; i < 6; i++) made.push(await reportOf(mesh.gatewayUrl, dicom));
    return made;
  };

  const running = [load(), load()];
  process.kill(before.cxas as number, 'SIGKILL');
  const reports = (await Promise.all(running)).flat();

  expect(reports).toHaveLength(12);
  const partial = reports.filter(({ status }) => status === 'PARTIAL');
  expect(partial.length).toBeGreaterThan(0);
  for (const { contributions } of partial) {
    const slot = contributions.find((contribution) => contribution.slot === 'cxas');
    expect(slot).toMatchObject({ state: 'missing', reason: expect.stringMatching(/\S/) });
  }

  await untilActive('cxas');
  expect((await reportOf(mesh.gatewayUrl, dicom)).status).toBe('COMPLETE');
  const { cxas: cxasBefore, ...othersBefore } = before;
  const { cxas: cxasAfter, ...othersAfter } = mesh.pids();
  expect(cxasAfter).not.toBe(cxasBefore);
  expect(othersAfter).toEqual(othersBefore);
});

async function untilActive(name: string): Promise<void> {
  const registry = createRegistryClient(mesh.addresses['fusion-llm']);
  try {
    for await (const { specialists: entries } of registry.watch({
      signal: AbortSignal.timeout(20_000),
    })) {
      const state = entries.find((entry) => entry.name === name)?.state;
      if (state === SpecialistState.ACTIVE) return;
    }
    throw new Error(`the registry's watch ended before ${name} was active`);
  } finally {
    registry.close();
  }
}
