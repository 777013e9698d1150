// SPDX-License-Identifier: Apache-2.0

/** Finds the index of the training study that is nearest to a query; of equals, the first. */
export type NearestFinder<Vector> = (query: Vector) => number;

/** By the largest cosine. */
export function nearestByCosine(training: readonly Float32Array[]): NearestFinder<Float32Array> {
  const units = training.map(unit);
  return (query) => {
    const from = unit(query);
    return largest(units.map((to) => dot(from, to)));
  };
}

/**
 * By the closest set of tags, one flag per tag: Dice weighted by inverse document frequency,
 * log((1 + n) / (1 + n_tag)).
 */
export function nearestByTags(
  training: readonly ArrayLike<number>[],
): NearestFinder<ArrayLike<number>> {
  const tags = training[0]?.length ?? 0;
  const idf = Float64Array.from({ length: tags }, (_, tag) => {
    const having = training.reduce((n, row) => n + Number(row[tag]! > 0), 0);
    return Math.log((1 + training.length) / (1 + having));
  });
  const weight = (row: ArrayLike<number>): number =>
    idf.reduce((sum, value, tag) => sum + (row[tag]! > 0 ? value : 0), 0);
  const weights = training.map(weight);
  return (query) => {
    const own = weight(query);
    return largest(
      training.map((row, i) => {
        let common = 0;
        for (let tag = 0; tag < tags; tag++) {
          if (query[tag]! > 0 && row[tag]! > 0) common += idf[tag]!;
        }
        return (2 * common) / Math.max(own + weights[i]!, 1e-6);
      }),
    );
  };
}

/** Mean over rows of a row-major matrix: patch tokens to one vector per film. */
export function meanOfRows(values: Float32Array, rows: number): Float32Array {
  const width = values.length / rows;
  const mean = new Float32Array(width);
  for (let at = 0; at < values.length; at++) mean[at % width]! += values[at]! / rows;
  return mean;
}

/** Index of the first largest value. */
function largest(values: readonly number[]): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (values[at]! > values[best]!) best = at;
  return best;
}

function dot(a: Float32Array, b: Float32Array): number {
  // Four sums: one alone makes every addition wait for the one before.
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = a.length - (a.length % 4);
  for (let k = 0; k < whole; k += 4) {
    s0 += a[k]! * b[k]!;
    s1 += a[k + 1]! * b[k + 1]!;
    s2 += a[k + 2]! * b[k + 2]!;
    s3 += a[k + 3]! * b[k + 3]!;
  }
  for (let k = whole; k < a.length; k++) s0 += a[k]! * b[k]!;
  return s0 + s1 + s2 + s3;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}
