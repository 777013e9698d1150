// SPDX-License-Identifier: Apache-2.0
import type { GenerateRequest, GenerateResponse, ListSpecialistsResponse } from '@asarg/contracts';
import { createHealthClient, createRegistryClient, createReportClient } from '@asarg/mesh-client';

/** fusion-llm as the gateway sees it; rejects with gRPC status errors. */
export interface FusionEdge {
  /** The events of one report. `deadlineMs` counts from now. */
  generate(
    request: GenerateRequest,
    options: { readonly deadlineMs: number; readonly signal: AbortSignal },
  ): AsyncIterable<GenerateResponse>;
  /** The registry as it is now. */
  specialists(): Promise<ListSpecialistsResponse>;
  /** Health by grpc.health.v1: SERVING, NOT_SERVING, ... */
  health(): Promise<string>;
  close(): void;
}

/** Time for a quick question, in milliseconds. */
const questionDeadlineMs = 2000;

/** Clients of fusion-llm at `target` (host:port); they reconnect by themselves. */
export function createFusionEdge(target: string): FusionEdge {
  const reports = createReportClient(target);
  const registry = createRegistryClient(target);
  const health = createHealthClient(target);
  return {
    generate: (request, options) => reports.generate(request, options),
    specialists: () => registry.list({ deadlineMs: questionDeadlineMs }),
    health: () => health.check('', { deadlineMs: questionDeadlineMs }),
    close() {
      reports.close();
      registry.close();
      health.close();
    },
  };
}
