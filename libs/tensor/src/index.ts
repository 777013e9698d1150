// SPDX-License-Identifier: Apache-2.0
/**
 * Tensors as they cross the mesh: a header, then chunks of raw or compressed bytes; and the
 * bit-packed masks that segmenters send this way.
 *
 * ```ts
 * import { createTensorAssembler, encodeTensor, float32Of, tensorOfFloat32 } from '@asarg/tensor';
 *
 * const latent = tensorOfFloat32('latent', [224], new Float32Array(224));
 * const assembler = createTensorAssembler({ maxBytes: 1 << 20 });
 * for (const part of encodeTensor(latent)) {
 *   const tensor = assembler.push(part);
 *   if (tensor) process.stdout.write(`${tensor.name}: ${float32Of(tensor).length} values\n`);
 * }
 * assembler.finish();
 * ```
 */
export { byteLength, dataTypeOf, dtypeOf } from './dtype.js';
export type { DType } from './dtype.js';
export { float32Of, tensorOfFloat32 } from './tensor.js';
export type { Affine, Tensor } from './tensor.js';
export { TensorError } from './tensor-error.js';
export type { TensorErrorCode } from './tensor-error.js';
export {
  bestEncoding,
  defaultChunkBytes,
  encodeTensor,
  maxChunkBytes,
  tensorParts,
  wireTensor,
} from './encode-tensor.js';
export type { EncodeTensorOptions, TensorPart, WireTensor } from './encode-tensor.js';
export { createTensorAssembler } from './tensor-assembler.js';
export type { TensorAssembler, TensorAssemblerOptions } from './tensor-assembler.js';
export { chunkMessage } from './chunk-message.js';
export { unzstd, zstdFrame } from './zstd.js';
export { masksOf, packMask, tensorOfMasks, unpackMask } from './bit-mask.js';
export type { BitMask } from './bit-mask.js';
export { fillHoles, largestComponent } from './mask-cleanup.js';
export { largestComponents, maskRuns, runsArea } from './mask-runs.js';
export type { MaskRun } from './mask-runs.js';
export { maskArea, maskStatistics } from './mask-statistics.js';
export type { GridBox, MaskStatistics } from './mask-statistics.js';
