// SPDX-License-Identifier: Apache-2.0
/**
 * Writes small ONNX networks, so that tests need no model files.
 *
 * ```ts
 * import { onnxModel } from '@asarg/runtime/testing';
 *
 * const bytes = onnxModel({
 *   inputs: [{ name: 'x', dtype: 'float32', shape: ['batch', 4] }],
 *   outputs: [{ name: 'y', dtype: 'float32', shape: ['batch', 4] }],
 *   nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
 * });
 * ```
 */
export { onnxModel } from './onnx-model.js';
export type { OnnxConstant, OnnxModel, OnnxNode, OnnxValue } from './onnx-model.js';
