// SPDX-License-Identifier: Apache-2.0
import type { FusionEdge } from '../edges/fusion-edge.js';
import { MeshError } from '@asarg/mesh-client';
import type { Capacity } from '../report/capacity.js';
import type { ReportStore } from '../store/report-store.js';
import type { CheckModel } from './health-model.js';

/** Finds out whether the gateway can make reports. */
export interface ReadinessService {
  checks(): Promise<CheckModel[]>;
}

/** Checks of fusion-llm, of the store and of the gateway itself. */
export function createReadinessService(
  fusion: FusionEdge,
  store: ReportStore,
  capacity: Capacity,
): ReadinessService {
  return {
    checks: () =>
      Promise.all([
        check('fusion-llm', async () => {
          const health = await fusion.health();
          return health === 'SERVING' ? undefined : `expected SERVING, found ${health}`;
        }),
        check('store', async () => store.probe()),
        check('accepting', async () => (capacity.isClosed ? 'shutting down' : undefined)),
      ]),
  };
}

async function check(
  name: string,
  probe: () => Promise<string | undefined | void>,
): Promise<CheckModel> {
  const startedAtMs = performance.now();
  const problem = await probe().catch((error: unknown) =>
    error instanceof MeshError ? `expected SERVING, found ${error.code}` : 'does not answer',
  );
  const durationMs = Math.round((performance.now() - startedAtMs) * 10) / 10;
  return { name, ok: problem === undefined, detail: problem ?? 'ok', durationMs };
}
