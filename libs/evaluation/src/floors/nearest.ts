// SPDX-License-Identifier: Apache-2.0

/** For each query, the index of the training vector with the largest cosine. */
export function nearestByCosine(
  queries: readonly Float32Array[],
  training: readonly Float32Array[],
): number[] {
  const units = training.map(unit);
  return queries.map((query) => {
    const from = unit(query);
    return largest(units.map((to) => dot(from, to)));
  });
}

/**
 * For each query, the index of the training study whose tag set is closest: Dice weighted by
 * inverse document frequency, log((1 + n) / (1 + n_tag)).
 * @param queries - one flag per tag.
 */
export function nearestByTags(
  queries: readonly ArrayLike<number>[],
  training: readonly ArrayLike<number>[],
): number[] {
  const tags = training[0]?.length ?? 0;
  const idf = Float64Array.from({ length: tags }, (_, tag) => {
    const having = training.reduce((n, row) => n + Number(row[tag]! > 0), 0);
    return Math.log((1 + training.length) / (1 + having));
  });
  const weight = (row: ArrayLike<number>): number =>
    idf.reduce((sum, value, tag) => sum + (row[tag]! > 0 ? value : 0), 0);
  const weights = training.map(weight);
  return queries.map((query) => {
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
  });
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
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}
