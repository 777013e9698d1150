// SPDX-License-Identifier: Apache-2.0
import {
  ContributionState,
  DataType,
  FeatureKind,
  GateMode,
  ReportStatus,
  type DescribeResponse,
  type GenerationOptions,
} from '@asarg/contracts';
import { MeshError, type Encoding } from '@asarg/mesh-client';
import { byteLength, dtypeOf, tensorOfFloat32, type Tensor } from '@asarg/tensor';
import { afterAll, describe, expect, test } from 'vitest';
import { createFusion } from '../src/create-fusion.js';
import { staticRegistry } from '../src/registry/static-registry.js';
import { createReportPipeline } from '../src/report/report-pipeline.js';
import type { ReportEvent } from '../src/report/stage-clock.js';
import { bundle, testFrame, valuesOf } from './mesh-fixture.js';
import { descriptionsFor } from './specialist-server.js';

const gate = { refuse: { label: 'other', above: 0.5 } };
const gated = { ...bundle, manifest: { ...bundle.manifest, gate } };
const fusion = await createFusion(gated, { threads: 1 });
afterAll(() => fusion.close());

const descriptions = describedViews();
const mesh = staticRegistry(bundle.manifest.slots, descriptions);

/** The bundle's specialists: vision tells the view, cxas and lvm-med take frontal views only. */
function describedViews(): Record<string, DescribeResponse> {
  const { vision, cxas, 'lvm-med': latent } = descriptionsFor(bundle);
  const frontalOnly = (of: DescribeResponse) => ({
    ...of,
    input: { ...of.input!, views: ['frontal'] },
  });
  const views = {
    name: 'view_scores',
    kind: FeatureKind.VIEW_SCORES,
    dataType: DataType.FLOAT32,
    shape: [3],
    meaning: '',
  };
  return {
    vision: {
      ...vision!,
      outputs: [...vision!.outputs, views],
      views: ['frontal', 'lateral', 'other'],
    },
    cxas: frontalOnly(cxas!),
    'lvm-med': frontalOnly(latent!),
  };
}

function encodingOf(name: string, outputs: readonly string[], scores: number[]): Encoding {
  const description = descriptions[name]!;
  const tensors = description.outputs
    .filter((output) => outputs.includes(output.name))
    .map(({ name: output, dataType, shape, kind }): Tensor => {
      const dtype = dtypeOf(dataType);
      if (dtype === 'bit') {
        return { name: output, dtype, shape, data: new Uint8Array(byteLength(dtype, shape)) };
      }
      const size = shape.reduce((total, side) => total * side, 1);
      const values =
        kind === FeatureKind.VIEW_SCORES
          ? Float32Array.from(scores)
          : new Float32Array(size).fill(0.25);
      return tensorOfFloat32(output, shape, values);
    });
  return {
    model: description.model!,
    pixelProfile: 'rank-squash@1',
    tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    statistics: [],
    timing: { queueMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0, batchSize: 1 },
    totalMs: 0,
    transferMs: 0,
  };
}

/** Makes a report of a frame with the given view scores; vision is down without any. */
async function report(scores: number[], options: Partial<GenerationOptions> = {}) {
  const events: ReportEvent[] = [];
  const asked = new Map<string, readonly string[]>();
  const pipeline = createReportPipeline({
    fusion,
    mesh: () => ({ snapshot: mesh, release: () => undefined }),
    async encode({ specialist, outputs }) {
      asked.set(specialist, outputs);
      if (specialist === 'vision' && scores.length === 0) {
        throw new MeshError('UNAVAILABLE', 'gone', specialist);
      }
      return { encoding: encodingOf(specialist, outputs, scores), address: '', attempts: [] };
    },
  });
  const whole = { without: [], gate: GateMode.UNSPECIFIED, maxNewTokens: 40, ...options };
  const request = { frame: testFrame(), options: whole };
  const signal = new AbortController().signal;
  const failure = await pipeline
    .generate(request, (event) => events.push(event), { signal })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  return { events, asked, failure, done: valuesOf(events, 'done')[0] };
}

const slotState = (events: readonly ReportEvent[]) =>
  Object.fromEntries(
    valuesOf(events, 'contribution').map(({ slot, state, reason }) => [slot, { state, reason }]),
  );

describe('the input gate', () => {
  test('refuses what is no chest radiograph before anything is fused or written', async () => {
    const { events, failure } = await report([0.02, 0.01, 0.97]);

    expect(failure).toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(String(failure)).toMatch(/expected .*frontal or lateral chest.*found .*0\.97/);
    const kinds = new Set(events.map(({ $case }) => $case));
    expect([...kinds].toSorted()).toEqual(['stage', 'stageStarted']);
    expect(valuesOf(events, 'stageStarted').some(({ name }) => name === 'fuse')).toBe(false);
    expect(valuesOf(events, 'stage').at(-1)).toMatchObject({
      name: 'gather',
      outcome: 'FAILED_PRECONDITION',
    });
  });

  test('told to warn, lets it through with the warning and the view', async () => {
    const { events, done } = await report([0.02, 0.01, 0.97], { gate: GateMode.WARN });

    expect(valuesOf(events, 'warning')).toEqual([expect.stringMatching(/found another kind/)]);
    expect(valuesOf(events, 'view')).toMatchObject([{ view: 'other', specialist: 'vision' }]);
    expect(done?.options?.gate).toBe(GateMode.WARN);
    expect(done?.text).not.toBe('');
  });

  test('whose specialist is down lets the report go on and says that nothing was checked', async () => {
    const { events, done } = await report([]);

    expect(valuesOf(events, 'warning')).toEqual([expect.stringMatching(/was not checked/)]);
    expect(valuesOf(events, 'view')).toEqual([]);
    expect(done?.status).toBe(ReportStatus.PARTIAL);
  });
});

test('a lateral view uses only what takes lateral views', async () => {
  const { events, done } = await report([0.1, 0.85, 0.05]);
  const slots = slotState(events);

  expect(done?.status).toBe(ReportStatus.PARTIAL);
  expect(slots['vision']?.state).toBe(ContributionState.USED);
  for (const slot of ['cxas', 'lvm-med']) {
    expect(slots[slot]?.state).toBe(ContributionState.MISSING);
    expect(slots[slot]?.reason).toMatch(/frontal.*found lateral/);
  }
  expect(valuesOf(events, 'maskHeader')).toEqual([]);
});

describe('slots left out', () => {
  test('use their null embedding, say so, and are not called for nothing', async () => {
    const { events, asked, done } = await report([1, 0, 0], { without: ['lvm-med'] });

    expect(slotState(events)['lvm-med']).toEqual({
      state: ContributionState.MISSING,
      reason: 'left out as asked',
    });
    expect(asked.has('lvm-med')).toBe(false);
    expect(done?.options?.without).toEqual(['lvm-med']);
  });

  test('change the pipeline digest, the same way in every order', async () => {
    const digest = async (without: string[]) =>
      (await report([1, 0, 0], { without })).done?.pipelineDigest;
    const [whole, one, two, reversed] = [
      await digest([]),
      await digest(['cxas']),
      await digest(['cxas', 'lvm-med']),
      await digest(['lvm-med', 'cxas']),
    ];

    expect(new Set([whole, one, two]).size).toBe(3);
    expect(reversed).toBe(two);
  });

  test('of the tags leave nothing to contrast, and sentences are checked all the same', async () => {
    const without = ['finding-tags'];
    const guided = await report([1, 0, 0], { without, guidance: 2 });
    const plain = await report([1, 0, 0], { without, guidance: 0 });

    expect(guided.done?.text).toBe(plain.done?.text);
    expect(guided.asked.get('vision')).toContain('finding_tags');
    const evidence = valuesOf(guided.events, 'sentence').flatMap((sentence) => sentence.evidence);
    expect(evidence.some(({ kind }) => kind === 'finding_probability')).toBe(true);
  });
});
