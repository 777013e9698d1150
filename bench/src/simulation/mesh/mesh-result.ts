// SPDX-License-Identifier: Apache-2.0

/** How busy a service was. */
export interface ServiceResult {
  readonly service: string;
  readonly copies: number;
  /** Means over the copies, 0 to 1: of its cores (NaN on a shared machine), threads and link. */
  readonly utilisation: {
    readonly cores: number;
    readonly main: number;
    readonly worker: number;
    readonly network: number;
  };
  /** Processor time per report that ended, in milliseconds. */
  readonly cpuMsPerReport: number;
  /** Requests waiting for one copy's networks or worker: mean, and the longest line seen. */
  readonly queue: { readonly mean: number; readonly peak: number };
  /** Requests that ran together, mean; 1 where nothing batches. */
  readonly batchSize: number;
}

/** What a simulation found, after its warm-up. */
export interface MeshResult {
  readonly seconds: number;
  /** Reports that came, by what became of them; `inProgress` at the end. */
  readonly counts: {
    readonly arrived: number;
    readonly complete: number;
    /** Made without a specialist that was late or refused. */
    readonly degraded: number;
    /** Refused: HTTP 429. */
    readonly shed: number;
    /** Past their deadline. */
    readonly failed: number;
    readonly inProgress: number;
  };
  /** Reports made per minute, degraded ones included. */
  readonly reportsPerMinute: number;
  /** Of reports made, in milliseconds; NaN if none was. */
  readonly latencyMs: {
    readonly mean: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
  };
  /** Reports in progress: mean and peak. */
  readonly inProgress: { readonly mean: number; readonly peak: number };
  /** Cores of a shared machine in use by the mesh and by others, means; absent with cores for each. */
  readonly shared?: { readonly meshCores: number; readonly othersCores: number };
  readonly services: readonly ServiceResult[];
  /** What is nearest to its limit. */
  readonly bottleneck: {
    readonly service: string;
    readonly resource: string;
    readonly utilisation: number;
  };
  /** Events simulated, the warm-up included. */
  readonly events: number;
}
