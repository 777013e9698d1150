// SPDX-License-Identifier: Apache-2.0
import { FeatureKind, type DataType, type DescribeResponse, type Output } from '@asarg/contracts';
import { dtypeOf, float32Of, type DType, type Tensor } from '@asarg/tensor';

/** The form of a tensor: all that a header tells before its values come. */
export interface TensorForm {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** Kinds whose floating-point values are probabilities. */
const probabilities: readonly FeatureKind[] = [
  FeatureKind.SEGMENTATION,
  FeatureKind.FINDING_TAGS,
  FeatureKind.ACTIVATION_MAPS,
  FeatureKind.VIEW_SCORES,
];

/** Rounding of half precision near 1. */
const slack = 5e-4;

/** Why the tensors found are not exactly the outputs wanted, in any order. */
export function faultOfPresence(
  wanted: readonly string[],
  found: readonly string[],
): string | undefined {
  if (wanted.length === found.length && wanted.every((name) => found.includes(name))) {
    return undefined;
  }
  const has = found.length === 0 ? 'none' : found.join(', ');
  return `expected outputs ${wanted.join(', ')}, found ${has}`;
}

/** Where data type or shape of a tensor is not as described. */
export function faultOfForm(
  { outputs }: DescribeResponse,
  tensors: Iterable<TensorForm>,
): string | undefined {
  return firstFault(outputs, tensors, ({ dataType, shape }, tensor) => {
    const expected = `${nameOfType(dataType)} [${shape}]`;
    const found = `${tensor.dtype} [${tensor.shape}]`;
    return expected === found ? undefined : `expected ${expected}, found ${found}`;
  });
}

/** Where a value is not finite. */
export function faultOfFiniteness(
  { outputs }: DescribeResponse,
  tensors: Iterable<Tensor>,
): string | undefined {
  return firstFault(outputs, tensors, (_, tensor) => {
    if (tensor.dtype !== 'float32' && tensor.dtype !== 'float16') {
      return undefined;
    }
    const values = float32Of(tensor);
    const first = values.findIndex((value) => !Number.isFinite(value));
    const count = values.reduce((sum, value) => sum + Number(!Number.isFinite(value)), 0);
    return count === 0
      ? undefined
      : `expected finite values, found ${count} of ${values.length} that are not, ` +
          `the first ${values[first]} at element ${first}`;
  });
}

/** Where a probability is outside [0, 1], or the scores of the views do not add up to 1. */
export function faultOfRange(
  { outputs }: DescribeResponse,
  tensors: Iterable<Tensor>,
): string | undefined {
  return firstFault(outputs, tensors, ({ kind }, tensor) => {
    if (!probabilities.includes(kind) || !tensor.dtype.startsWith('float')) {
      return undefined;
    }
    const values = float32Of(tensor);
    const first = values.findIndex((value) => value < -slack || value > 1 + slack);
    if (first >= 0) {
      return `expected probabilities in [0, 1], found ${values[first]} at element ${first}`;
    }
    const sum = values.reduce((total, value) => total + value, 0);
    return kind === FeatureKind.VIEW_SCORES && Math.abs(sum - 1) > 0.01
      ? `expected view scores that add up to 1, found ${sum.toPrecision(4)}`
      : undefined;
  });
}

function nameOfType(dataType: DataType): string {
  try {
    return dtypeOf(dataType);
  } catch {
    return `data type ${dataType}`;
  }
}

function firstFault<Found extends { readonly name: string }>(
  outputs: readonly Output[],
  tensors: Iterable<Found>,
  faultOf: (output: Output, tensor: Found) => string | undefined,
): string | undefined {
  for (const tensor of tensors) {
    const output = outputs.find(({ name }) => name === tensor.name);
    const fault = output && faultOf(output, tensor);
    if (fault !== undefined) {
      return `output '${tensor.name}': ${fault}`;
    }
  }
  return undefined;
}
