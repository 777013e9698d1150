// SPDX-License-Identifier: Apache-2.0
import type { Tensor } from '@asarg/tensor';
import { rolledFrame } from '../case-frames.js';
import { compareResults, type Tensors } from '../compare-results.js';
import { equalTensors } from '../compare-tensors.js';
import { fail, pass, skip, type ConformanceCase } from '../kit/conformance-case.js';
import type { Session } from '../kit/session.js';
import type { EncodeEnd } from '../wire/raw-client.js';
import { assemble } from '../wire/stream-trace.js';

const frames = 8;

/** What many callers at once get. */
export const concurrencyCases: readonly ConformanceCase[] = [
  {
    id: 'concurrency.results',
    group: 'concurrency',
    expected: 'Eight different frames at once give the results that they give one by one.',
    needs: ['encode.deterministic'],
    async run(session) {
      const alone: Tensors[] = [];
      for (let index = 0; index < frames; index++) {
        alone.push(tensorsOf(await startFrame(session, index), index));
      }
      if (alone.every((result) => sameBits(alone[0]!, result))) {
        return skip('the outputs are the same for all eight frames: nothing to mix');
      }
      const ends = await Promise.all(alone.map((_, index) => startFrame(session, index)));
      let refused = 0;
      for (const [index, end] of ends.entries()) {
        const full = end.code === 'RESOURCE_EXHAUSTED';
        refused += Number(full);
        const together = full ? await startFrame(session, index) : end;
        const fault = faultOfMixing(alone, tensorsOf(together, index), index);
        if (fault !== undefined) {
          return fail(fault);
        }
      }
      return refused === frames
        ? fail('RESOURCE_EXHAUSTED for all eight calls')
        : pass(refused > 0 ? `${refused} of ${frames} were RESOURCE_EXHAUSTED at first` : '');
    },
  },
];

function startFrame(session: Session, index: number): Promise<EncodeEnd> {
  return session.start({ frame: rolledFrame(index / frames) }).ended;
}

function tensorsOf({ code, details, messages }: EncodeEnd, index: number): Map<string, Tensor> {
  if (code !== 'OK') {
    throw new Error(`frame ${index}: Encode ended with ${code}: ${details}`);
  }
  return assemble(messages);
}

function sameBits(a: Tensors, b: Tensors): boolean {
  return [...a].every(([name, tensor]) => equalTensors(tensor, b.get(name)!));
}

function faultOfMixing(
  alone: readonly Tensors[],
  together: Tensors,
  index: number,
): string | undefined {
  for (const [name, tensor] of together) {
    const own = alone[index]!.get(name);
    if (own && equalTensors(own, tensor)) {
      continue;
    }
    const other = alone.findIndex((result) => equalTensors(result.get(name)!, tensor));
    if (other >= 0) {
      return `frame ${index}: output '${name}' is that of frame ${other}`;
    }
  }
  const comparison = compareResults(alone[index]!, together);
  return comparison.$case === 'different' ? `frame ${index}: ${comparison.fault}` : undefined;
}
