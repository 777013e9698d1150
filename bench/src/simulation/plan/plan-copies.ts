// SPDX-License-Identifier: Apache-2.0
import type { MeshOptions } from '../mesh/mesh-options.js';
import type { MeshResult } from '../mesh/mesh-result.js';
import { simulateMesh } from '../mesh/simulate-mesh.js';
import type { StageCosts } from '../mesh/stage-costs.js';
import { copiesFor, scarcest } from './closed-form.js';
import { demandsOf } from './demands.js';

export interface PlanOptions {
  readonly costs: StageCosts;
  readonly reportsPerMinute: number;
  /** Longest time of 95 % of the reports, in milliseconds. */
  readonly targetP95Ms: number;
  /** Most that any resource may be used, 0 to 1. */
  readonly utilisation: number;
  /** Everything but the copies; `services` tells the cores of a copy. */
  readonly mesh: MeshOptions;
  /** Simulated seconds of each try. @default 60 */
  readonly seconds?: number;
  readonly seed?: number;
}

export interface Plan {
  readonly copies: Readonly<Record<string, number>>;
  /** What the closed form alone asked for. */
  readonly closedForm: Readonly<Record<string, number>>;
  readonly result: MeshResult;
  /** Whether the simulation met the target; if not, more copies do not help. */
  readonly met: boolean;
}

/** More copies than this beyond the closed form mean that copies are not what is missing. */
const mostMore = 24;
/** Arrivals are random: what is simulated may be so much busier than what was asked for. */
const slack = 1.02;
/** Share of the reports that may be refused, late or without a specialist. */
const mostNotWhole = 0.001;

/** Copies by the utilisation law; then more of what is busiest, until the simulation is content. */
export function planCopies({
  costs,
  reportsPerMinute,
  targetP95Ms,
  utilisation,
  mesh,
  seconds = 60,
  seed,
}: PlanOptions): Plan {
  const coresOf = (service: string): number => mesh.services[service]?.cores ?? 1;
  const closedForm = Object.fromEntries(
    demandsOf(costs, mesh).map((demand) => {
      const use = scarcest(demand, coresOf(demand.service), mesh.network);
      return [demand.service, copiesFor(use, reportsPerMinute, utilisation)];
    }),
  );
  const copies: Record<string, number> = { ...closedForm };
  for (let more = 0; ; more++) {
    const services = Object.fromEntries(
      Object.entries(copies).map(([name, count]) => [
        name,
        { copies: count, cores: coresOf(name) },
      ]),
    );
    const load = { kind: 'open', reportsPerMinute } as const;
    // Few reports a minute need longer to be many.
    const longEnough = Math.max(seconds, (60 * 600) / reportsPerMinute);
    const result = simulateMesh({
      costs,
      mesh: { ...mesh, services },
      load,
      seconds: longEnough,
      ...(seed !== undefined && { seed }),
    });
    const { shed, failed, degraded, arrived } = result.counts;
    const isCalm = result.bottleneck.utilisation <= slack * utilisation;
    const areMade = shed + failed + degraded <= mostNotWhole * arrived;
    const met = isCalm && areMade && result.latencyMs.p95 <= targetP95Ms;
    if (met || more === mostMore) return { copies, closedForm, result, met };
    copies[result.bottleneck.service]!++;
  }
}
