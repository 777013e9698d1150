// SPDX-License-Identifier: Apache-2.0
import { FeatureKind, type Affine, type DescribeResponse } from '@asarg/contracts';
import type { Tensor } from '@asarg/tensor';
import { compareResults } from '../compare-results.js';
import { faultOfIdentity } from '../faults-of-identity.js';
import {
  faultOfFiniteness,
  faultOfForm,
  faultOfPresence,
  faultOfRange,
} from '../faults-of-outputs.js';
import { faultOfAreas, faultOfStatistics } from '../faults-of-statistics.js';
import { goldenSide } from '../golden-phantom.js';
import { fail, pass, passUnless, skip, type ConformanceCase } from '../kit/conformance-case.js';
import { assemble, traceOf } from '../wire/stream-trace.js';

/** What the tensors of one Encode hold. */
export const outputCases: readonly ConformanceCase[] = [
  {
    id: 'encode.identity',
    group: 'streaming',
    expected: 'The model and the pixel profile of info are those of Describe.',
    needs: ['stream.info', 'describe.consistent'],
    async run({ describe, trace }) {
      const { model, input } = await describe();
      const { info } = await trace();
      const expected = input?.pixelProfile;
      const found = info?.pixelProfile;
      return passUnless(
        faultOfIdentity(model, info?.model) ??
          (expected === found
            ? undefined
            : `expected pixel profile '${expected}', found '${found}'`),
      );
    },
  },
  {
    id: 'encode.outputs',
    group: 'streaming',
    expected: 'Without names asked for, every described output comes, in the order of Describe.',
    needs: ['stream.names', 'describe.consistent'],
    async run({ describe, trace }) {
      const wanted = (await describe()).outputs.map(({ name }) => name);
      const found = (await trace()).headers.map(({ name }) => name);
      const ordered = wanted.every((name, index) => name === found[index]);
      const fault = `expected ${wanted.join(', ')}, found ${found.join(', ')}`;
      return passUnless(faultOfPresence(wanted, found) ?? (ordered ? undefined : fault));
    },
  },
  tensorCase('encode.form', 'Data type and shape are as described.', faultOfForm, [
    'stream.tensors',
    'describe.consistent',
  ]),
  tensorCase('encode.finite', 'No value is NaN or infinite.', faultOfFiniteness),
  tensorCase(
    'encode.range',
    'Probabilities are in [0, 1], and the scores of the views add up to 1.',
    faultOfRange,
    ['encode.finite'],
  ),
  tensorCase(
    'encode.affine',
    'Outputs with a grid, classes x rows x columns, say where it lies in the frame.',
    faultOfAffines,
  ),
  {
    id: 'encode.statistics',
    group: 'streaming',
    expected: 'Statistics are one per class in channel order, and agree with the masks.',
    needs: ['stream.statistics', 'encode.form'],
    async run({ describe, trace, tensors }) {
      const description = await describe();
      const { statistics } = await trace();
      if (statistics === undefined) {
        return skip('the specialist has no classes');
      }
      return passUnless(
        faultOfStatistics(description, statistics) ??
          faultOfAreas(description, statistics, await tensors()),
      );
    },
  },
  {
    id: 'encode.deterministic',
    group: 'streaming',
    expected: 'The same frame gives the same result: equal bits, or a cosine of 0.9999 at least.',
    needs: ['stream.tensors'],
    async run({ start, tensors }) {
      const { code, details, messages } = await start().ended;
      if (code !== 'OK') {
        return fail(`the second Encode ended with ${code}: ${details}`);
      }
      const comparison = compareResults(await tensors(), assemble(messages));
      return comparison.$case === 'different'
        ? fail(comparison.fault)
        : pass(comparison.$case === 'close' ? comparison.note : 'equal bits');
    },
  },
  {
    id: 'encode.only-asked',
    group: 'streaming',
    expected: 'Of the outputs only those asked for come, for each of them alone.',
    needs: ['encode.outputs'],
    async run({ describe, start, leftMs }) {
      for (const { name } of (await describe()).outputs) {
        const { code, details, messages } = await start({ outputs: [name] }, leftMs()).ended;
        if (code !== 'OK') {
          return fail(`asked for '${name}', Encode ended with ${code}: ${details}`);
        }
        const found = traceOf(messages).headers.map((header) => header.name);
        const fault = faultOfPresence([name], found);
        if (fault !== undefined) {
          return fail(fault);
        }
      }
      return pass();
    },
  },
];

function tensorCase(
  id: string,
  expected: string,
  faultOf: (description: DescribeResponse, tensors: Iterable<Tensor>) => string | undefined,
  needs: readonly string[] = ['encode.form'],
): ConformanceCase {
  return {
    id,
    group: 'streaming',
    expected,
    needs,
    run: async ({ describe, tensors }) =>
      passUnless(faultOf(await describe(), (await tensors()).values())),
  };
}

function faultOfAffines(
  { outputs }: DescribeResponse,
  tensors: Iterable<Tensor>,
): string | undefined {
  for (const { name, shape, affine } of tensors) {
    const kind = outputs.find((output) => output.name === name)?.kind;
    const spatial = kind === FeatureKind.SEGMENTATION || kind === FeatureKind.ACTIVATION_MAPS;
    if (!spatial || shape.length !== 3) {
      continue;
    }
    const fault = affine ? faultOfAffine(affine, shape[2]!, shape[1]!) : 'expected one, found none';
    if (fault !== undefined) {
      return `affine of output '${name}': ${fault}`;
    }
  }
  return undefined;
}

/** A grid may reach past the frame, as padding does, but it must be a grid and meet the frame. */
function faultOfAffine(affine: Affine, columns: number, rows: number): string | undefined {
  const { xx, xy, x0, yx, yy, y0 } = affine;
  const determinant = xx * yy - xy * yx;
  if (!Number.isFinite(determinant + x0 + y0) || determinant === 0) {
    return `expected one that can be inverted, found ${[xx, xy, x0, yx, yy, y0].join(', ')}`;
  }
  const centreX = xx * (columns / 2) + xy * (rows / 2) + x0;
  const centreY = yx * (columns / 2) + yy * (rows / 2) + y0;
  const inside = [centreX, centreY].every((at) => at > 0 && at < goldenSide);
  return inside
    ? undefined
    : `expected the grid's centre in the frame of ${goldenSide} x ${goldenSide}, ` +
        `found it at (${centreX.toFixed(1)}, ${centreY.toFixed(1)})`;
}
