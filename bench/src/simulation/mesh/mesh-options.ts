// SPDX-License-Identifier: Apache-2.0

/** How many copies of a service there are, and how large each is. */
export interface ServiceOptions {
  readonly copies: number;
  /** Cores of each copy; what they are is what the costs were measured on. */
  readonly cores: number;
}

/** All processes on one machine, as `asarg up` starts them, instead of cores for each. */
export interface SharedMachine {
  readonly cores: number;
  /**
   * Threads of other programs that want a core: so many always (may be fractional), or at equal
   * steps of time, from the start again when the trace has ended.
   */
  readonly others: number | { readonly everyMs: number; readonly threads: readonly number[] };
}

/** Limits of the services; the defaults are those of their settings. */
export interface MeshLimits {
  /** ASARG_MAX_REPORTS of each gateway. */
  readonly gatewayReports: number;
  /** ASARG_QUEUE_REPORTS: requests that may wait for a place at each gateway. */
  readonly gatewayQueue: number;
  /** ASARG_MAX_REPORTS of each fusion-llm. */
  readonly fusionReports: number;
  /** ASARG_QUEUE: requests that may wait at each specialist. */
  readonly specialistQueue: number;
  /** ASARG_MAX_BATCH of each specialist. */
  readonly maxBatch: number;
  /** ASARG_SPECIALIST_DEADLINE_MS. */
  readonly specialistDeadlineMs: number;
  /** ASARG_REPORT_DEADLINE_MS. */
  readonly reportDeadlineMs: number;
}

export const defaultLimits: MeshLimits = {
  gatewayReports: 8,
  gatewayQueue: 16,
  fusionReports: 8,
  specialistQueue: 32,
  maxBatch: 1,
  specialistDeadlineMs: 5_000,
  reportDeadlineMs: 30_000,
};

export interface MeshNetwork {
  /** Megabits per second that each copy can send; Infinity within a machine. */
  readonly megabitsPerSecond: number;
  /** Milliseconds that a message takes besides. */
  readonly latencyMs: number;
}

/** A mesh, as far as its speed depends on it. */
export interface MeshOptions {
  /** By name: gateway, fusion-llm and every specialist. */
  readonly services: Readonly<Record<string, ServiceOptions>>;
  readonly shared?: SharedMachine;
  readonly limits: MeshLimits;
  readonly network: MeshNetwork;
  /**
   * Part of a run of the network that a batch pays once, 0 to 1: a batch of n takes
   * `share + n (1 - share)` times as long as one. 0 on a processor; measure it on a GPU.
   */
  readonly batchShare: number;
}
