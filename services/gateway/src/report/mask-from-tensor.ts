// SPDX-License-Identifier: Apache-2.0
import { type BitMask, maskStatistics, type Tensor } from '@asarg/tensor';
import {
  affineToImage,
  type FrameGeometry,
  frameBoxToImage,
  gridBoxToFrame,
} from './coordinates.js';
import { maskKeyOf, maskUrlOf } from './mask-key.js';
import type { MaskModel } from './mask-model.js';

/** What the registry tells of a class. */
export interface ClassFacts {
  readonly name: string;
  readonly provenance: string;
}

/** Looks a class up; undefined if the registry does not tell. */
export type ClassLookup = (specialist: string, classId: number) => ClassFacts | undefined;

/** A mask as it is listed, with its bits. */
export interface ReceivedMask {
  readonly mask: MaskModel;
  readonly bits: BitMask;
}

/** Thrown when fusion-llm sends a tensor that is not a mask. */
export class MaskError extends Error {
  override readonly name = 'MaskError';
}

/** A mask tensor of fusion-llm (BIT, rows x columns, "specialist/class id") placed in the image. */
export function maskFromTensor(
  tensor: Tensor,
  reportId: string,
  geometry: FrameGeometry,
  lookUp: ClassLookup,
): ReceivedMask {
  const key = maskKeyOf(tensor.name);
  const [height, width] = tensor.shape;
  const isMask = tensor.dtype === 'bit' && tensor.shape.length === 2 && !!width && !!height;
  if (key === undefined || !isMask || tensor.affine === undefined) {
    throw new MaskError(
      'expected a bit tensor "specialist/class id" of rows x columns with an affine, found ' +
        `${tensor.dtype} [${tensor.shape.join(', ')}]`,
    );
  }
  const bits: BitMask = { width, height, bits: tensor.data };
  const { area, box } = maskStatistics(bits);
  const facts = lookUp(key.specialist, key.classId);
  const frameBox = box && gridBoxToFrame(box, tensor.affine);
  const mask: MaskModel = {
    specialist: key.specialist,
    class: { id: key.classId, name: facts?.name ?? '' },
    box: frameBox === undefined ? null : frameBoxToImage(frameBox, geometry),
    area,
    width,
    height,
    gridToImage: affineToImage(tensor.affine, geometry.scale),
    meanProbability: null,
    provenance: facts?.provenance ?? null,
    maskUrl: maskUrlOf(reportId, key),
  };
  return { mask, bits };
}
