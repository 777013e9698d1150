// SPDX-License-Identifier: Apache-2.0
import { DataType, Encoding, type Frame } from '@asarg/contracts';
import { maxFrameSidePx } from '@asarg/imaging';
import type { SpecialistManifest } from '@asarg/model-bundle';
import {
  type Datatype,
  type OpenInferenceModel,
  type RawTensor,
  type TensorDescription,
} from '@asarg/open-inference';
import { ServiceFailure, type CallContext } from '@asarg/service-kit';
import { dtypeOf, type DType, type WireTensor } from '@asarg/tensor';
import { readFileSync } from 'node:fs';
import { ShedError } from './batch/shed-error.js';
import { encodeInBatch, type EncodeQueue } from './encode-in-batch.js';
import { inferenceProperties } from './inference-properties.js';
import { outputForm } from './output-form.js';
import type { EncodeAnswer } from './worker-messages.js';

/** Name of the one input: a canonical frame. */
const frameInput = 'frame';

const datatypes: Readonly<Record<DType, Datatype>> = {
  float32: 'FP32',
  float16: 'FP16',
  uint8: 'UINT8',
  uint16: 'UINT16',
  int32: 'INT32',
  int64: 'INT64',
  // Packed along the last dimension: the protocol has no bits.
  bit: 'UINT8',
};

/** This package's version, which is that of the server. */
const { version: serverVersion } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

/**
 * A specialist as a model of the Open Inference Protocol: named and versioned as its manifest, a
 * canonical frame in, the outputs of Describe out, bit masks as bytes of 8 columns. Requests wait in
 * the same queue as Encode.
 * @param ready whether the worker can take calls.
 */
export function inferenceModel(
  manifest: SpecialistManifest,
  queue: EncodeQueue,
  ready: () => boolean,
): OpenInferenceModel {
  const { name, version, outputs, pixelProfile } = manifest;
  return {
    name,
    version,
    platform: 'asarg_specialist',
    inputs: [
      { name: frameInput, datatypes: ['UINT16', 'UINT8'], shape: [-1, -1], batchOfOne: true },
    ],
    outputs: outputs.map((output): TensorDescription => {
      const { dtype, shape } = outputForm(output, pixelProfile);
      return { name: output.name, datatypes: [datatypes[dtype]], shape: inBytes(dtype, shape) };
    }),
    properties: inferenceProperties(manifest, frameInput),
    server: { name: 'asarg-mesh', version: serverVersion },
    ready,
    async infer({ inputs, outputs: wanted }, context) {
      const frame = frameOf(inputs.get(frameInput)!);
      const { tensors } = await encode(queue, { frame, outputs: wanted }, context);
      return wanted.map((name) => {
        const tensor = tensors.find(({ header }) => header.name === name);
        if (!tensor) throw new Error(`expected output '${name}' of the specialist, found none`);
        return rawTensor(tensor);
      });
    },
  };
}

/** A full queue is UNAVAILABLE, as Triton has it: its clients know that they may try again. */
async function encode(
  queue: EncodeQueue,
  call: { readonly frame: Frame; readonly outputs: readonly string[] },
  context: CallContext,
): Promise<EncodeAnswer> {
  try {
    return (await encodeInBatch(queue, { ...call, plain: true }, context)).answer;
  } catch (error) {
    if (error instanceof ServiceFailure && error.cause instanceof ShedError) {
      const { message, pushbackMs } = error;
      throw new ServiceFailure('UNAVAILABLE', message, { cause: error, pushbackMs });
    }
    throw error;
  }
}

/** Checked here as far as it costs nothing, so that a request that cannot succeed does not wait. */
function frameOf({ datatype, shape, bytes }: RawTensor): Frame {
  const [height, width] = shape as [number, number];
  if (![height, width].every((side) => side >= 1 && side <= maxFrameSidePx)) {
    const expected = `expected 1 to ${maxFrameSidePx} rows and columns`;
    throw new ServiceFailure('INVALID_ARGUMENT', `input 'frame': ${expected}, found [${shape}]`);
  }
  return {
    width,
    height,
    dataType: datatype === 'UINT8' ? DataType.UINT8 : DataType.UINT16,
    encoding: Encoding.RAW,
    pixels: bytes,
    digest: '',
    columnSpacingMm: 0,
    rowSpacingMm: 0,
  };
}

function rawTensor({ header, wire }: WireTensor): RawTensor {
  const { name, affine } = header;
  const dtype = dtypeOf(header.dataType);
  const parameters = Object.entries(affine ?? {}).map(([field, value]) => [
    `affine_${field}`,
    value as number,
  ]);
  return {
    name,
    datatype: datatypes[dtype],
    shape: inBytes(dtype, header.shape),
    bytes: wire,
    parameters: Object.fromEntries(parameters),
  };
}

function inBytes(dtype: DType, shape: readonly number[]): readonly number[] {
  return dtype === 'bit' ? [...shape.slice(0, -1), Math.ceil((shape.at(-1) ?? 1) / 8)] : shape;
}
