// SPDX-License-Identifier: Apache-2.0
import { onnxModel, type OnnxModel } from '@asarg/runtime/testing';

/** One class of the U-Net: its score is gain * (what - level), brightness or that of a 2 x 2 block. */
export interface UNetClass {
  readonly of: 'pixel' | 'block' | 'nothing';
  readonly gain: number;
  readonly level: number;
}

export interface UNetOptions {
  readonly classes: readonly UNetClass[];
  /** Rows and columns of the input. @default any */
  readonly side?: number;
  /** Operator after the scores. @default none */
  readonly end?: 'Sigmoid' | 'Softmax';
}

/**
 * A U-Net small enough to know by heart: 3 x 3 convolution, maximum pool, a convolution below,
 * transposed convolution back up, concatenation with the skip, 1 x 1 convolution to scores.
 */
export function uNet({ classes, side, end }: UNetOptions): Uint8Array {
  const [rows, columns] = side === undefined ? ['rows', 'columns'] : [side, side];
  const count = classes.length;
  const centre = Float32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0);
  const scores = classes.flatMap(({ of, gain }) => [
    of === 'pixel' ? gain : 0,
    of === 'block' ? gain : 0,
  ]);
  const levels = classes.map(({ of, gain, level }) => (of === 'nothing' ? level : -gain * level));
  const same = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
  const two = { kernel_shape: [2, 2], strides: [2, 2] };
  const last = end ? 'scores' : 'logits';
  return onnxModel({
    inputs: [{ name: 'image', dtype: 'float32', shape: ['batch', 1, rows!, columns!] }],
    outputs: [{ name: 'logits', dtype: 'float32', shape: ['batch', count, rows!, columns!] }],
    constants: [
      { name: 'w1', shape: [1, 1, 3, 3], data: centre },
      { name: 'w2', shape: [1, 1, 3, 3], data: centre },
      { name: 'w3', shape: [1, 1, 2, 2], data: Float32Array.of(1, 1, 1, 1) },
      { name: 'w4', shape: [count, 2, 1, 1], data: Float32Array.from(scores) },
      { name: 'b4', shape: [count], data: Float32Array.from(levels) },
    ],
    nodes: [
      { op: 'Conv', inputs: ['image', 'w1'], outputs: ['c1'], attributes: same },
      { op: 'Relu', inputs: ['c1'], outputs: ['skip'] },
      { op: 'MaxPool', inputs: ['skip'], outputs: ['down'], attributes: two },
      { op: 'Conv', inputs: ['down', 'w2'], outputs: ['c2'], attributes: same },
      { op: 'Relu', inputs: ['c2'], outputs: ['below'] },
      { op: 'ConvTranspose', inputs: ['below', 'w3'], outputs: ['up'], attributes: two },
      { op: 'Concat', inputs: ['skip', 'up'], outputs: ['both'], attributes: { axis: 1 } },
      {
        op: 'Conv',
        inputs: ['both', 'w4', 'b4'],
        outputs: [last],
        attributes: { kernel_shape: [1, 1] },
      },
      ...(end ? [{ op: end, inputs: [last], outputs: ['logits'], attributes: axisOf(end) }] : []),
    ],
  });
}

function axisOf(end: 'Sigmoid' | 'Softmax'): Record<string, number> {
  return end === 'Softmax' ? { axis: 1 } : {};
}

/** A network without weights: one operator from one input to one output. */
export function oneOperator(
  input: OnnxModel['inputs'][number]['shape'],
  output: OnnxModel['outputs'][number]['shape'],
  node: Pick<OnnxModel['nodes'][number], 'op' | 'attributes'>,
  constants: OnnxModel['constants'] = [],
): Uint8Array {
  return onnxModel({
    inputs: [{ name: 'image', dtype: 'float32', shape: input }],
    outputs: [{ name: 'out', dtype: 'float32', shape: output }],
    constants,
    nodes: [{ ...node, inputs: ['image', ...constants.map(({ name }) => name)], outputs: ['out'] }],
  });
}
