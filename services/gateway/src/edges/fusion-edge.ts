// SPDX-License-Identifier: Apache-2.0
import type { GenerateRequest, GenerateResponse, ListSpecialistsResponse } from '@asarg/contracts';
import { kubernetesAccess, type KubernetesSettings } from '@asarg/kubernetes';
import {
  createHealthClient,
  createRegistryClient,
  createReportClient,
  openBalancedChannel,
} from '@asarg/mesh-client';
import type { Logger } from '@asarg/service-kit';

/** fusion-llm as the gateway sees it; rejects with gRPC status errors. */
export interface FusionEdge {
  /**
   * The events of one report. `deadlineMs` counts from now. Each report goes to a replica of its own
   * choice; one that no replica has begun is tried on others.
   */
  generate(
    request: GenerateRequest,
    options: { readonly deadlineMs: number; readonly signal: AbortSignal },
  ): AsyncIterable<GenerateResponse>;
  /** The registry as a replica has it now. */
  specialists(): Promise<ListSpecialistsResponse>;
  /** Health by grpc.health.v1: SERVING, NOT_SERVING, ... SERVING if any replica is. */
  health(): Promise<string>;
  close(): void;
}

export interface FusionEdgeOptions {
  readonly kubernetes: KubernetesSettings;
  readonly logger: Logger;
}

/** Time for a quick question, in milliseconds. */
const questionDeadlineMs = 2000;

/** Clients of the replicas of fusion-llm at `target`; they connect and reconnect by themselves. */
export function createFusionEdge(
  target: string,
  { kubernetes, logger }: FusionEdgeOptions,
): FusionEdge {
  const channel = openBalancedChannel(target, {
    service: 'fusion-llm',
    kubernetes: { access: () => kubernetesAccess(kubernetes), logger },
  });
  const reports = createReportClient(channel.label, { channel });
  const registry = createRegistryClient(channel.label, { channel });
  const health = createHealthClient(channel.label, { channel });
  return {
    generate: (request, options) => reports.generate(request, options),
    specialists: () => registry.list({ deadlineMs: questionDeadlineMs }),
    health: () => health.check('', { deadlineMs: questionDeadlineMs }),
    close: channel.close,
  };
}
