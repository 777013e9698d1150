// SPDX-License-Identifier: Apache-2.0
/**
 * The Open Inference Protocol, version 2, over gRPC, both ways: a service that answers for one
 * model, and sessions on the models of other servers (Triton, KServe, MLServer, …).
 *
 * ```ts
 * import { createOpenInferenceSession } from '@asarg/open-inference';
 *
 * const session = await createOpenInferenceSession({ address: '127.0.0.1:8001', model: 'lungs' });
 * const image = { dtype: 'float32', shape: [1, 1, 256, 256], data: new Float32Array(65536) } as const;
 * const { masks } = await session.run({ image }, ['masks'], { signal: AbortSignal.timeout(2000) });
 * process.stdout.write(`${masks?.dtype} ${masks?.shape}\n`);
 * await session.close();
 * ```
 */
export { createOpenInferenceSession } from './open-inference-session.js';
export type {
  OpenInferenceSession,
  OpenInferenceSessionOptions,
} from './open-inference-session.js';
export type { RemoteTensor, RemoteTensors } from './remote-tensors.js';
export {
  openInferenceProtoFile,
  openInferenceService,
  openInferenceServiceName,
} from './open-inference-service.js';
export type {
  InferenceCall,
  OpenInferenceModel,
  TensorDescription,
} from './open-inference-model.js';

// Below: the tensors themselves.
export { datatypeOf, datatypes, elementBytes } from './datatype.js';
export type { Datatype } from './datatype.js';
export type { ParameterValue, RawTensor } from './raw-tensor.js';
export { namedArrayOf, rawTensorOf } from './named-array-of.js';
export { contentsOf } from './typed-contents.js';
export { readTensors, writeTensors } from './tensor-lists.js';
export type { TensorMessage } from './tensor-lists.js';
export { OpenInferenceError } from './open-inference-error.js';
