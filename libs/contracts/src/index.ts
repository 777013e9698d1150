// SPDX-License-Identifier: Apache-2.0
/**
 * Generated gRPC contracts of the mesh, the one front door to `proto/`.
 *
 * ```ts
 * import { SpecialistServiceClient, protoRoot } from '@asarg/contracts';
 * const client = new SpecialistServiceClient('127.0.0.1:7011', credentials.createInsecure());
 * client.describe({}, (error, description) => console.log(error ?? description.model?.name));
 * ```
 */
import { fileURLToPath } from 'node:url';

/** Folder of the `.proto` files, for reflection. */
export const protoRoot: string = fileURLToPath(new URL('../../../proto/', import.meta.url));

export {
  Affine,
  DataType,
  Encoding,
  TensorChunk,
  TensorHeader,
} from './gen/asarg/tensor/v1/tensor.js';
export {
  Attestation,
  Box,
  ClassStatistic,
  ClassStatistics,
  Code,
  DescribeRequest,
  DescribeResponse,
  EncodeInfo,
  EncodeRequest,
  EncodeResponse,
  EncodeTiming,
  FeatureKind,
  Frame,
  InputNeed,
  ModelIdentity,
  Output,
  Provenance,
  SegmentationClass,
  SpecialistServiceClient,
  SpecialistServiceService,
} from './gen/asarg/specialist/v1/specialist.js';
export type { SpecialistServiceServer } from './gen/asarg/specialist/v1/specialist.js';
export {
  ActiveVersion,
  DeregisterSpecialistRequest,
  DeregisterSpecialistResponse,
  ListSpecialistsRequest,
  ListSpecialistsResponse,
  ProbeResult,
  PromoteVersionRequest,
  PromoteVersionResponse,
  RegisterSpecialistRequest,
  RegisterSpecialistResponse,
  RegistryServiceClient,
  RegistryServiceService,
  RenewLeaseRequest,
  RenewLeaseResponse,
  RollBackVersionRequest,
  RollBackVersionResponse,
  ShadowComparison,
  SlotBinding,
  Specialist,
  SpecialistState,
  WatchSpecialistsRequest,
  WatchSpecialistsResponse,
} from './gen/asarg/registry/v1/registry.js';
export type { RegistryServiceServer } from './gen/asarg/registry/v1/registry.js';
export {
  Attempt,
  AttemptReason,
  Certainty,
  Contribution,
  ContributionState,
  Evidence,
  Finding,
  GateMode,
  GenerateRequest,
  GenerateResponse,
  GenerationOptions,
  InputView,
  Laterality,
  Polarity,
  Region,
  ReportDone,
  ReportServiceClient,
  ReportServiceService,
  ReportStatus,
  Sentence,
  Stage,
  StageStarted,
  TokenText,
  Verdict,
} from './gen/asarg/report/v1/report.js';
export type { ReportServiceServer } from './gen/asarg/report/v1/report.js';
export { frameRequestBytes, type FrameRequest, type FrameRequestType } from './frame-request.js';
