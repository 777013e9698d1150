// SPDX-License-Identifier: Apache-2.0
import type { Frame, Sentence } from '@asarg/contracts';
import { float32Of, type Tensor } from '@asarg/tensor';
import type { CallResult } from '../report/fan-out.js';
import { classMasksOf } from '../report/gather-evidence.js';
import { maskOverlap, type MaskOverlap } from './mask-overlap.js';

/** How the answers of two versions to one frame compare. */
export interface ResultComparison {
  /** By catalogue id: classes that either drew. */
  readonly classes: ReadonlyMap<number, MaskOverlap>;
  /** Cosine similarity by feature output that both have, in the same shape. */
  readonly cosines: ReadonlyMap<string, number>;
}

/** Compares what the active version and a shadow version answered. */
export function compareResults(
  active: CallResult,
  shadow: CallResult,
  frame: Pick<Frame, 'width' | 'height'>,
): ResultComparison {
  const drawn = new Map(classMasksOf(shadow, frame).map((mask) => [mask.classId, mask]));
  const classes = new Map<number, MaskOverlap>();
  for (const mask of classMasksOf(active, frame)) {
    const other = drawn.get(mask.classId);
    const overlap = other && maskOverlap(mask, other);
    if (overlap !== undefined && overlap.sum > 0) {
      classes.set(mask.classId, overlap);
    }
  }
  const cosines = new Map<string, number>();
  for (const [name, tensor] of active.encoding?.tensors ?? []) {
    const other = shadow.encoding?.tensors.get(name);
    if (other !== undefined && isFloat(tensor) && isFloat(other) && sameShape(tensor, other)) {
      cosines.set(name, cosine(float32Of(tensor), float32Of(other)));
    }
  }
  return { classes, cosines };
}

/** Whether two reports state different findings. */
export function findingsDiffer(a: readonly Sentence[], b: readonly Sentence[]): boolean {
  const stated = (sentences: readonly Sentence[]): string =>
    [
      ...new Set(
        sentences.flatMap(({ findings }) =>
          findings.map(({ label, polarity }) => `${label} ${polarity}`),
        ),
      ),
    ]
      .toSorted()
      .join();
  return stated(a) !== stated(b);
}

function isFloat({ dtype }: Tensor): boolean {
  return dtype === 'float32' || dtype === 'float16';
}

function sameShape(a: Tensor, b: Tensor): boolean {
  return a.shape.join() === b.shape.join();
}

/** Of two zero vectors 1, of one 0. */
function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    squareA += a[i]! ** 2;
    squareB += b[i]! ** 2;
  }
  const norm = Math.sqrt(squareA * squareB);
  return norm > 0 ? dot / norm : Number(squareA === squareB);
}
