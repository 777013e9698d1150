// SPDX-License-Identifier: Apache-2.0
import { ReportStatus, type ReportDone } from '@asarg/contracts';
import type { Logger } from '@asarg/service-kit';
import type { Degradation } from './degradations.js';
import { outcomeOf } from './outcome-of.js';
import type { EmitEvent } from './stage-clock.js';

/** What the log tells of reports: a line when one ends, and one when it is degraded. */
export interface ReportLog {
  /** Makes a report and tells how it ended; what `make` throws is thrown. */
  during(emit: EmitEvent, make: (emit: EmitEvent) => Promise<ReportDone>): Promise<ReportDone>;
  /** Tells of the slots that lack something which nobody asked to leave out. */
  degraded(degradations: readonly Degradation[]): void;
}

/** A log of reports. Which one a line is about tells the context that it is written in. */
export function createReportLog(logger: Logger): ReportLog {
  return {
    async during(emit, make) {
      const startMs = performance.now();
      const durationMs = (): number => Math.round(performance.now() - startMs);
      let tokens = 0;
      try {
        const done = await make((event) => {
          tokens += event.$case === 'token' ? 1 : 0;
          emit(event);
        });
        const status = done.status === ReportStatus.COMPLETE ? 'COMPLETE' : 'PARTIAL';
        logger.info({ status, durationMs: durationMs(), tokens: done.tokens }, 'report ended');
        return done;
      } catch (error) {
        const outcome = outcomeOf(error);
        logger.info(
          { status: 'FAILED', outcome, durationMs: durationMs(), tokens },
          'report ended',
        );
        throw error;
      }
    },
    degraded(degradations) {
      const slots = degradations.filter(({ reason }) => reason !== 'left_out');
      if (slots.length > 0) {
        logger.warn({ slots }, 'report degraded');
      }
    },
  };
}
