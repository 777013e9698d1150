// SPDX-License-Identifier: Apache-2.0
import {
  DataType,
  FeatureKind,
  Provenance,
  SpecialistServiceService,
  type DescribeResponse,
  type EncodeRequest,
  type EncodeResponse,
  type Output,
} from '@asarg/contracts';
import { goldenDigest } from '@asarg/conformance';
import type { FusionBundle, FusionSlot } from '@asarg/model-bundle';
import {
  createLogger,
  serverStream,
  startGrpcServer,
  unary,
  type LoadReport,
  type ServerSecurity,
} from '@asarg/service-kit';
import { byteLength, dtypeOf, encodeTensor, tensorOfFloat32, type Tensor } from '@asarg/tensor';

/** A real specialist server over synthetic tensors. */
export interface SpecialistServer {
  readonly address: string;
  readonly port: number;
  /** Encode requests so far, probes apart: the outputs that each asked for. */
  readonly asked: string[][];
  /** Ends it at once, calls in progress included. */
  kill(): Promise<void>;
}

/** Runs before a specialist answers; may wait, or throw to fail the call. */
export type BeforeAnswer = (signal: AbortSignal) => Promise<void> | void;

const logger = createLogger('test', 'silent');

/** Serves a description: every output is a constant tensor of the shape described. */
export async function serveSpecialist(
  description: DescribeResponse,
  {
    port = 0,
    before,
    maskByte = 0xff,
    security,
    load,
  }: {
    port?: number;
    before?: BeforeAnswer;
    maskByte?: number;
    security?: ServerSecurity;
    load?: () => LoadReport;
  } = {},
): Promise<SpecialistServer> {
  const asked: string[][] = [];
  async function* encode(
    { frame, outputs: named }: EncodeRequest,
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<EncodeResponse> {
    // Faults are for reports: with them nobody would be admitted.
    if (frame?.digest !== goldenDigest) {
      asked.push(named);
      await before?.(signal);
    }
    const outputs = named.length > 0 ? named : description.outputs.map(({ name }) => name);
    yield {
      part: { $case: 'info', value: { model: description.model, pixelProfile: 'rank-squash@1' } },
    };
    for (const output of description.outputs.filter(({ name }) => outputs.includes(name))) {
      for (const part of encodeTensor(constantTensor(output, maskByte))) {
        yield { part };
      }
    }
    if (description.classes.length > 0) {
      yield { part: { $case: 'statistics', value: { classes: statisticsOf(description) } } };
    }
    // So little that no caller has waited less.
    const value = {
      queueMs: 0.01,
      preprocessMs: 0.02,
      runMs: 0.03,
      postprocessMs: 0.04,
      batchSize: 1,
    };
    yield { part: { $case: 'timing', value } };
  }
  const server = await startGrpcServer({
    listen: `127.0.0.1:${port}`,
    services: [
      {
        definition: SpecialistServiceService,
        implementation: { describe: unary(() => description), encode: serverStream(encode) },
      },
    ],
    protoFiles: ['asarg/specialist/v1/specialist.proto'],
    healthNames: [''],
    logger,
    load,
    security,
  });
  return { address: server.address, port: server.port, asked, kill: () => server.drain(0) };
}

/** The descriptions of specialists that fill every slot of a bundle: vision, lvm-med, cxas. */
export function descriptionsFor({ manifest }: FusionBundle): Record<string, DescribeResponse> {
  const slotOf = (feature: FusionSlot['feature']) =>
    manifest.slots.find((slot) => slot.feature === feature)!;
  const patches = slotOf('PATCH_TOKENS');
  const latent = slotOf('LATENT_VECTOR');
  const maps = slotOf('SEGMENTATION');
  const tags = slotOf('FINDING_TAGS');
  const classes = maps.classes!.length;
  return {
    vision: describe(
      patches,
      [
        output(patches.output, 'PATCH_TOKENS', patches.shape),
        output(tags.output, 'FINDING_TAGS', tags.shape),
        output('activation_maps', 'ACTIVATION_MAPS', [14, 7, 7]),
      ],
      { labels: tags.labels! },
    ),
    'lvm-med': describe(latent, [output(latent.output, 'LATENT_VECTOR', latent.shape)]),
    cxas: describe(
      maps,
      [
        output('masks', 'SEGMENTATION', [classes, 32, 40], DataType.BIT),
        output(maps.output, 'SEGMENTATION', maps.shape),
      ],
      {
        classes: maps.classes!.map((id) => ({
          id,
          name: `class ${id}`,
          superclass: '',
          provenance: Provenance.MEASURED,
          codes: [],
        })),
      },
    ),
  };
}

function describe(
  slot: FusionSlot,
  outputs: Output[],
  more: Partial<DescribeResponse> = {},
): DescribeResponse {
  const { name, sha256 } = slot.trainedOn;
  return {
    model: { name, version: '0.1.0', digest: sha256, licence: 'Apache-2.0' },
    kind: outputs[0]!.kind,
    outputs,
    classes: [],
    labels: [],
    input: { pixelProfile: 'rank-squash@1', width: 224, height: 224, views: [] },
    expectedP95Ms: 0,
    executionProvider: 'cpu',
    views: [],
    ...more,
  };
}

function output(
  name: string,
  kind: Exclude<keyof typeof FeatureKind, 'UNRECOGNIZED'>,
  shape: readonly number[],
  dataType: DataType = DataType.FLOAT32,
): Output {
  return { name, kind: FeatureKind[kind], dataType, shape: [...shape], meaning: '' };
}

/** Small constants for features; every byte of the masks is the same. */
function constantTensor({ name, dataType, shape }: Output, maskByte: number): Tensor {
  const dtype = dtypeOf(dataType);
  if (dtype === 'bit') {
    return { name, dtype, shape, data: new Uint8Array(byteLength(dtype, shape)).fill(maskByte) };
  }
  const size = shape.reduce((total, side) => total * side, 1);
  return tensorOfFloat32(name, shape, new Float32Array(size).fill(0.25));
}

function statisticsOf({ classes }: DescribeResponse) {
  return classes.map(({ id }) => ({
    classId: id,
    area: 1280,
    meanProbability: 0.9,
    box: { x0: 0, y0: 0, x1: 40, y1: 32 },
    centroidX: 20,
    centroidY: 16,
  }));
}
