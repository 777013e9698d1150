// SPDX-License-Identifier: Apache-2.0
import {
  DataType,
  FeatureKind,
  Provenance,
  SpecialistServiceService,
  type DescribeResponse,
  type EncodeResponse,
  type Frame,
} from '@asarg/contracts';
import { frameFromMessage, type ModelFrame } from '@asarg/imaging';
import {
  createLogger,
  serverStream,
  ServiceFailure,
  startGrpcServer,
  unary,
} from '@asarg/service-kit';
import {
  encodeTensor,
  masksOf,
  maskStatistics,
  packMask,
  tensorOfFloat32,
  tensorOfMasks,
  type Tensor,
} from '@asarg/tensor';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is wrong with a specialist; nothing if empty. */
export interface Breakage {
  describe?(description: DescribeResponse): DescribeResponse;
  tensors?(tensors: Tensor[]): Tensor[];
  messages?(messages: EncodeResponse[]): EncodeResponse[];
  /** Reads a frame without the checks it should make. */
  read?(frame: Frame | undefined): ModelFrame;
  /** Milliseconds that the model takes. @default 2 */
  readonly modelMs?: number;
  readonly ignoresCancel?: boolean;
  readonly neverEnds?: boolean;
  readonly mixes?: boolean;
  readonly fails?: boolean;
}

export interface FakeSpecialist {
  readonly address: string;
  /** @param drainMs what calls in flight may still take. @default 0 */
  close(drainMs?: number): Promise<void>;
}

const side = 16;
const serviceName = 'asarg.specialist.v1.SpecialistService';

const description: DescribeResponse = {
  model: { name: 'fake', version: '1.0.0', digest: 'a'.repeat(64), licence: 'Apache-2.0' },
  kind: FeatureKind.SEGMENTATION,
  outputs: [
    output('masks', FeatureKind.SEGMENTATION, DataType.BIT, [2, side, side]),
    output('latent', FeatureKind.LATENT_VECTOR, DataType.FLOAT32, [4]),
    output('views', FeatureKind.VIEW_SCORES, DataType.FLOAT32, [2]),
  ],
  classes: [121, 135].map((id) => ({
    id,
    name: `class ${id}`,
    superclass: '',
    provenance: Provenance.MEASURED,
    codes: [],
  })),
  labels: [],
  input: { pixelProfile: 'blocks@1', width: side, height: side, views: [] },
  expectedP95Ms: 0,
  executionProvider: 'cpu',
  views: ['frontal', 'lateral'],
};

/** A specialist whose model takes one call at a time, on a real server. */
export async function startFake(
  breakage: Breakage = {},
  listen = '127.0.0.1:0',
): Promise<FakeSpecialist> {
  const read = breakage.read?.bind(breakage) ?? readFrame;
  const told = breakage.describe?.(structuredClone(description)) ?? description;
  let turn: Promise<unknown> = Promise.resolve();
  let latest: ModelFrame;

  async function encodeFrame(frame: ModelFrame, signal: AbortSignal): Promise<Tensor[]> {
    latest = frame;
    const run = async (): Promise<Tensor[]> => {
      if (!breakage.ignoresCancel) {
        signal.throwIfAborted();
      }
      await sleep(breakage.modelMs ?? 2);
      return tensorsOf(breakage.mixes ? latest : frame);
    };
    if (breakage.mixes) {
      return run();
    }
    const result = turn.then(run);
    turn = result.catch(() => undefined);
    return result;
  }

  const server = await startGrpcServer({
    listen,
    services: [
      {
        definition: SpecialistServiceService,
        implementation: {
          describe: unary(() => told),
          encode: serverStream(async function* ({ frame, outputs }, { signal }) {
            const wanted = wantedOf(outputs);
            if (breakage.fails) {
              throw new Error('the model is not there');
            }
            const all = await encodeFrame(read(frame), signal);
            if (breakage.neverEnds) {
              await new Promise((resolve) => {
                signal.addEventListener('abort', resolve, { once: true });
              });
            }
            const tensors = all.filter(({ name }) => wanted.includes(name));
            const messages = messagesOf(breakage.tensors?.(tensors) ?? tensors, all);
            yield* breakage.messages?.(messages) ?? messages;
          } as (
            request: { frame?: Frame; outputs: string[] },
            context: { signal: AbortSignal },
          ) => AsyncGenerator<EncodeResponse>),
        },
      },
    ],
    protoFiles: ['asarg/specialist/v1/specialist.proto'],
    healthNames: ['', serviceName],
    logger: createLogger('fake', 'silent'),
  });
  return { address: server.address, close: (drainMs = 0) => server.drain(drainMs) };
}

function output(name: string, kind: FeatureKind, dataType: DataType, shape: number[]) {
  return { name, kind, dataType, shape, meaning: '' };
}

/** Reads a frame and checks it as the contract says. */
export function readFrame(frame: Frame | undefined): ModelFrame {
  try {
    return frameFromMessage(frame!);
  } catch (error) {
    throw new ServiceFailure('INVALID_ARGUMENT', (error as Error).message);
  }
}

function wantedOf(outputs: readonly string[]): readonly string[] {
  const known = description.outputs.map(({ name }) => name);
  const unknown = outputs.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ServiceFailure('INVALID_ARGUMENT', `expected ${known.join(', ')}, found ${unknown}`);
  }
  return outputs.length === 0 ? known : outputs;
}

function messagesOf(tensors: readonly Tensor[], all: readonly Tensor[]): EncodeResponse[] {
  const masks = masksOf(all.find(({ name }) => name === 'masks')!);
  const classes = masks.map((mask, channel) => ({
    classId: description.classes[channel]!.id,
    meanProbability: 0.5,
    box: undefined,
    ...maskStatistics(mask),
  }));
  const { model, input } = description;
  const timing = { queueMs: 0, preprocessMs: 0, runMs: 1, postprocessMs: 0, batchSize: 1 };
  return [
    { part: { $case: 'info', value: { model, pixelProfile: input!.pixelProfile } } },
    ...tensors
      .flatMap((tensor) => [...encodeTensor(tensor, { chunkBytes: 16 })])
      .map((part) => ({ part })),
    { part: { $case: 'statistics', value: { classes } } },
    { part: { $case: 'timing', value: timing } },
  ];
}

/** Block means, above and below their mean; the means of the quarters; how bright it is. */
function tensorsOf({ width, height, pixels }: ModelFrame): Tensor[] {
  const at = (row: number, column: number): number =>
    pixels[Math.floor((row * height) / side) * width + Math.floor((column * width) / side)]!;
  const grid = Float32Array.from({ length: side * side }, (_, index) =>
    at(Math.floor(index / side), index % side),
  );
  const mean = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const whole = mean(grid);
  const scale = Math.max(1, ...grid);
  const half = (side * side) / 4;
  const quarters = [0, 1, 2, 3].map((part) => mean(grid.subarray(part * half, (part + 1) * half)));
  const affine = { xx: width / side, xy: 0, x0: 0, yx: 0, yy: height / side, y0: 0 };
  const masks = [1, -1].map((sign) =>
    packMask(
      Array.from(grid, (value) => Number(sign * (value - whole) > 0)),
      side,
      side,
    ),
  );
  return [
    tensorOfMasks('masks', masks, affine),
    tensorOfFloat32(
      'latent',
      [4],
      Float32Array.from(quarters, (value) => value / scale),
    ),
    tensorOfFloat32('views', [2], Float32Array.of(whole / scale, 1 - whole / scale)),
  ];
}
