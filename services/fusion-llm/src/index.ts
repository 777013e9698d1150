// SPDX-License-Identifier: Apache-2.0
/**
 * Registry, fan-out, fusion, decoding and grounding: one radiograph to one grounded report.
 * The service (`main.ts`) is these pieces behind gRPC; here they are for one process.
 *
 * ```ts
 * const bundle = await readFusionBundle('models/compact/fusion');
 * const fusion = await createFusion(bundle, { threads: 2 });
 * const mesh = staticRegistry(bundle.manifest.slots, { vision, 'lvm-med': lvmMed, cxas });
 * const pipeline = createReportPipeline({
 *   fusion,
 *   mesh: () => ({ snapshot: mesh, release: () => {} }),
 *   encode: async ({ specialist, outputs }, frame) => ({
 *     encoding: await localModels[specialist].encode(frame, outputs), address: '', attempts: [],
 *   }),
 * });
 * const { signal } = new AbortController();
 * const { text } = await pipeline.generate({ frame, options: undefined }, () => {}, { signal });
 * ```
 */
export { createFusion } from './create-fusion.js';
export { createReportPipeline } from './report/report-pipeline.js';
export { staticRegistry } from './registry/static-registry.js';
export { startFusionService } from './start-fusion-service.js';
export { readFusionConfig } from './config.js';
export type { Fusion, FusionOptions } from './create-fusion.js';
export type { DecoderEngine } from './decode/decoder-engine.js';
export type { Tokenizer } from './decode/tokenizer.js';
export type {
  DecodingOptions,
  FusionInputs,
  GenerationEnd,
  GenerationEvent,
  GenerationOrder,
} from './decode/generation-order.js';
export type {
  GenerateCall,
  ReportPipeline,
  ReportPipelineOptions,
} from './report/report-pipeline.js';
export type { Answer, Encode } from './report/fan-out.js';
export type { PlannedCall } from './report/plan-calls.js';
export type { EmitEvent, ReportEvent } from './report/stage-clock.js';
export type { HeldSnapshot } from './registry/registry.js';
export type { RegistrySnapshot, ServedVersion } from './registry/registry-snapshot.js';
export type { EntryState, RegistryEntry } from './registry/registry-entry.js';
export type { FusionService } from './start-fusion-service.js';
export type { FusionConfig } from './config.js';
