// SPDX-License-Identifier: Apache-2.0
import {
  postprocessByManifest,
  type NamedArray,
  type Postprocessed,
  type SpecialistManifest,
} from '@asarg/specialist-kit';
import * as fc from 'fast-check';

type Output = SpecialistManifest['outputs'][number];
export type From = NonNullable<Output['from']>;

export const from = (change: Partial<From> = {}): From => ({
  output: 'graph',
  activation: 'none',
  layout: 'CHW',
  clean: 'none',
  ...change,
});

export function outputOf(change: Partial<Output> & Pick<Output, 'shape' | 'from'>): Output {
  return { name: 'out', feature: 'SEGMENTATION', dtype: 'bit', meaning: '', ...change };
}

function manifestOf(outputs: Output[], width: number, height: number): SpecialistManifest {
  const classes = outputs[0]!.shape[0]!;
  return {
    schema: 'asarg.specialist-bundle/1',
    name: 'test',
    version: '0.0.1',
    licence: 'Apache-2.0',
    description: '',
    metrics: {},
    feature: 'SEGMENTATION',
    pixelProfile: { id: 'linear@1', width, height },
    model: { file: 'model.onnx', sha256: '0'.repeat(64) },
    input: 'image',
    outputs,
    catalogue: Array.from({ length: classes }, (_, id) => ({
      id: 10_000 + id,
      name: `class ${id}`,
      superclass: '',
      provenance: 'measured' as const,
      codes: {},
    })),
    labels: [],
    views: [],
    takesViews: [],
    expectedP95Ms: 0,
    trainingData: [],
  };
}

const identity = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };

export function derive(
  outputs: Output[],
  array: NamedArray,
  [width, height]: readonly [number, number],
  place: Partial<Parameters<typeof postprocessByManifest>[1]> = {},
): Postprocessed {
  const manifest = manifestOf(outputs, width, height);
  return postprocessByManifest({ graph: array }, { manifest, affine: identity, ...place });
}

/** A probability of one pixel, the long way. */
export function probability(
  values: number[],
  channel: number,
  activation: From['activation'],
): number {
  const value = values[channel]!;
  if (activation === 'none') return value;
  if (activation === 'sigmoid') return 1 / (1 + Math.exp(-value));
  const greatest = Math.max(...values);
  const exponents = values.map((one) => Math.exp(one - greatest));
  return exponents[channel]! / exponents.reduce((sum, one) => sum + one, 0);
}

interface Case {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  readonly layout: From['layout'];
  readonly activation: From['activation'];
  readonly at: (channel: number, y: number, x: number) => number;
  readonly pixel: (y: number, x: number) => number[];
  readonly array: NamedArray;
}

export const cases = fc
  .record({
    channels: fc.integer({ min: 1, max: 5 }),
    rows: fc.integer({ min: 1, max: 19 }),
    columns: fc.integer({ min: 1, max: 19 }),
    layout: fc.constantFrom('CHW' as const, 'HWC' as const),
    activation: fc.constantFrom('none' as const, 'sigmoid' as const, 'softmax' as const),
    seed: fc.integer(),
  })
  .map(({ channels, rows, columns, layout, activation, seed }): Case => {
    // Multiples of 1/16 that are never at a threshold of the tests, equal ones among them.
    const at = (channel: number, y: number, x: number): number => {
      const hash = Math.imul(seed + channel * 7919 + y * 104_729 + x * 1_299_709, 2_654_435_761);
      const sixteenths = (hash >>> 24) / 16;
      return activation === 'none' ? sixteenths / 16 : sixteenths - 8;
    };
    const data = new Float32Array(channels * rows * columns);
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) {
          const index =
            layout === 'CHW' ? (c * rows + y) * columns + x : (y * columns + x) * channels + c;
          data[index] = at(c, y, x);
        }
      }
    }
    const shape = layout === 'CHW' ? [1, channels, rows, columns] : [1, rows, columns, channels];
    const pixel = (y: number, x: number): number[] =>
      Array.from({ length: channels }, (_, c) => at(c, y, x));
    return {
      channels,
      rows,
      columns,
      layout,
      activation,
      at,
      pixel,
      array: { dtype: 'float32', shape, data },
    };
  });
