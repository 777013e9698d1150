// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

const ms = z.int().min(1).max(3_600_000);
const share = z.number().min(0).max(1);

/** How a specialist is called, admitted and exchanged; every field has a default. */
export const specialistPolicySchema = z.strictObject({
  /** Milliseconds for one answer, all attempts included. @default the service's */
  budgetMs: ms.optional(),
  /**
   * When a second attempt joins a slow one: after `delayMs`, or when the answer is later than 95 %
   * or 99 % of the last ones, for at most `maxShare` of the calls. @default off
   */
  hedge: z
    .strictObject({
      delayMs: z.union([ms, z.enum(['p95', 'p99'])]).default('p95'),
      maxShare: share.default(0.1),
      /** Most hedges of one call. @default 1 */
      most: z.int().min(1).max(4).default(1),
      /** Whether the slow instance may be asked again where no other can: it doubles its work. */
      sameInstance: z.boolean().default(false),
    })
    .optional(),
  /** Attempts in all while they fail in a way that another may not. @default 2 */
  attempts: z.int().min(1).max(5).default(2),
  /** An instance that fails so often in a row is left alone for a while. */
  breaker: z
    .strictObject({ failures: z.int().min(1).default(5), openMs: ms.default(1000) })
    .prefault({}),
  /** What the probe at admission allows. */
  probe: z
    .strictObject({
      /** Milliseconds of one encoding. @default 10000 */
      latencyMs: ms.default(10_000),
      /** MiB that the specialist may use, if it tells. @default no limit */
      memoryMiB: z.number().positive().optional(),
    })
    .prefault({}),
  /** How a new version comes into use. */
  swap: z
    .strictObject({
      /** auto: when probed; shadow: when `promoteWhen` holds; manual: by command. @default auto */
      mode: z.enum(['auto', 'shadow', 'manual']).default('auto'),
      /**
       * Beginning of the version to use whenever an instance of it is admitted. Unlike a command
       * it outlives a restart, and holds for every copy of the service.
       */
      pin: z.string().min(1).optional(),
      /** Share of reports that a shadow version runs beside. @default 1 */
      share: share.default(1),
      /** What a shadow version must reach; without it, it waits for a command. */
      promoteWhen: z
        .strictObject({
          /** Reports compared. */
          reports: z.int().min(1),
          /** Least Dice of any class drawn in 3 reports, or in `reports` if less. @default 0 */
          minDice: share.default(0),
          /** Least mean cosine of any feature output. @default -1 */
          minCosine: z.number().min(-1).max(1).default(-1),
          /** Greatest mean share of report words that differ. @default 1 */
          maxTextDifference: share.default(1),
          /** Greatest share of reports in which the shadow version failed. @default 0 */
          maxFailures: share.default(0),
        })
        .optional(),
    })
    .prefault({}),
});

/** The policy of one specialist, every default filled in. */
export type SpecialistPolicy = z.infer<typeof specialistPolicySchema>;

/** The policies of the mesh. */
export interface MeshPolicy {
  /** The policy of a specialist: its own, else that of '*', else the defaults. */
  of(specialist: string): SpecialistPolicy;
  /** Slots without which there is no report. */
  readonly required: readonly string[];
}

/** What holds where nothing else is said. */
export const defaultPolicy: MeshPolicy = {
  of: () => specialistPolicySchema.parse({}),
  required: [],
};
