// SPDX-License-Identifier: Apache-2.0
import type { BundleOutput, SpecialistManifest } from '@asarg/model-bundle';
import type { Affine, DType } from '@asarg/tensor';

/** How an output of the network travels. */
export interface OutputForm {
  readonly dtype: DType;
  /** Dimensions without a batch dimension. */
  readonly shape: readonly number[];
}

/**
 * The wire form of an output: as the network gives it, except for masks that it packs along x
 * (bytes of 8 columns of the input grid), which travel as `bit` with their columns in the shape.
 */
export function outputForm(
  { feature, dtype, shape, from }: BundleOutput,
  { width, height }: SpecialistManifest['pixelProfile'],
): OutputForm {
  const [classes, rows, bytes] = shape;
  const packed =
    !from &&
    feature === 'SEGMENTATION' &&
    dtype === 'uint8' &&
    shape.length === 3 &&
    rows === height &&
    bytes === Math.ceil(width / 8);
  return packed ? { dtype: 'bit', shape: [classes!, height, width] } : { dtype, shape };
}

/** Whether an output is a stack of bit masks. */
export function isMaskOutput(
  output: BundleOutput,
  profile: SpecialistManifest['pixelProfile'],
): boolean {
  return output.feature === 'SEGMENTATION' && outputForm(output, profile).dtype === 'bit';
}

/**
 * From an output's own grid to the frame, given that of the input; outputs that are not [classes,
 * rows, columns] have none.
 */
export function outputAffine(
  { feature }: BundleOutput,
  { shape }: OutputForm,
  { width, height }: SpecialistManifest['pixelProfile'],
  input: Affine,
): Affine | undefined {
  const spatial = feature === 'SEGMENTATION' || feature === 'ACTIVATION_MAPS';
  const [, rows, columns] = shape;
  if (!spatial || shape.length !== 3 || !rows || !columns) {
    return undefined;
  }
  const [perColumn, perRow] = [width / columns, height / rows];
  return {
    xx: input.xx * perColumn,
    xy: input.xy * perRow,
    x0: input.x0,
    yx: input.yx * perColumn,
    yy: input.yy * perRow,
    y0: input.y0,
  };
}
