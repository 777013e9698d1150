// SPDX-License-Identifier: Apache-2.0
import type { SlotBinding } from '@asarg/contracts';
import type { Logger } from '@asarg/service-kit';
import type { Fusion } from '../create-fusion.js';
import { bindSlots } from '../registry/bind-slots.js';
import type { ServedVersion } from '../registry/registry-snapshot.js';
import type { Registry } from '../registry/registry.js';
import type { MeshPolicy } from '../registry/specialist-policy.js';
import type { CallResult, Encode } from '../report/fan-out.js';
import { fuseInputs } from '../report/fuse-inputs.js';
import { gatherEvidence } from '../report/gather-evidence.js';
import { leaveOut } from '../report/leave-out.js';
import type { MadeReport } from '../report/made-report.js';
import { outcomeOf } from '../report/outcome-of.js';
import { planCalls } from '../report/plan-calls.js';
import { attribute, startSpan } from '@asarg/telemetry';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { createStageClock } from '../report/stage-clock.js';
import { writeReport } from '../report/write-report.js';
import { compareResults, findingsDiffer } from './compare-results.js';
import { createComparisonTally, type ComparisonTally } from './comparison-tally.js';
import { textDifference } from './text-difference.js';

export interface ShadowRunnerOptions {
  readonly fusion: Fusion;
  readonly registry: Pick<Registry, 'snapshot' | 'promote' | 'showComparison'>;
  readonly encode: Encode;
  readonly policy: () => MeshPolicy;
  readonly logger: Logger;
  /** Milliseconds that a shadow version may take for an answer. */
  readonly deadlineMs: number;
}

/** Runs shadow versions beside the active ones, on reports that were made, and compares. */
export interface ShadowRunner {
  /** Takes a report on if none is being compared: shadows run in the gaps, never in a queue. */
  observe(report: MadeReport): void;
  /** Resolves when the comparison in progress has ended. */
  close(): Promise<void>;
}

/** A shadow runner over a registry; promotes a version when the rule of its policy holds. */
export function createShadowRunner(options: ShadowRunnerOptions): ShadowRunner {
  const { fusion, registry, encode, policy, logger, deadlineMs } = options;
  const { slots } = fusion.bundle.manifest;
  const tallies = new Map<string, { readonly version: string; readonly tally: ComparisonTally }>();
  const toldFailing = new Set<string>();
  const stop = new AbortController();
  let working: Promise<void> | undefined;
  let offered = 0;

  function tallyOf({ specialist, version }: ServedVersion): ComparisonTally {
    const known = tallies.get(specialist);
    if (known?.version === version) {
      return known.tally;
    }
    const tally = createComparisonTally();
    tallies.set(specialist, { version, tally });
    return tally;
  }

  /** Whether a shadow's share of reports says that it is its turn: evenly, without chance. */
  function isDue(specialist: string): boolean {
    const { share } = policy().of(specialist).swap;
    return Math.floor(offered * share) > Math.floor((offered - 1) * share);
  }

  async function compare(report: MadeReport, shadow: ServedVersion): Promise<void> {
    const { frame, results } = report;
    const active = results.find(({ specialist }) => specialist === shadow.specialist);
    if (active?.encoding === undefined) {
      return;
    }
    const tally = tallyOf(shadow);
    const bindings = bindingsWith(report, shadow);
    const [call] = planCalls({ active: [shadow], bindings });
    const span = startSpan(`shadow ${shadow.specialist}`, {
      parent: ROOT_CONTEXT,
      attributes: { [attribute.specialist]: shadow.specialist },
    });
    try {
      const answer = await context.with(span.context, () =>
        encode(call!, frame, { deadlineMs, signal: stop.signal }),
      );
      const own: CallResult = { ...call!, ...answer };
      const beside = results.map((result) => (result === active ? own : result));
      const written = await write(report, bindings, beside);
      tally.add({
        ...compareResults(active, own, frame),
        textDifference: textDifference(report.text, written.text),
        findingsDiffer: findingsDiffer(report.sentences, written.sentences),
      });
      span.end();
    } catch (error) {
      span.end({ error: outcomeOf(error) });
      stop.signal.throwIfAborted();
      const { specialist, version } = shadow;
      // Once for a version: how often is counted, and shown with it.
      const failed = `${specialist} ${version}`;
      if (!toldFailing.has(failed)) {
        toldFailing.add(failed);
        logger.warn({ specialist, version, err: error }, 'shadow version failed');
      }
      tally.addFailure();
    }
    show(shadow, tally);
  }

  /** The bindings as they would be if the shadow version were the active one. */
  function bindingsWith(report: MadeReport, shadow: ServedVersion): readonly SlotBinding[] {
    const others = report.snapshot.entries.filter(({ name }) => name !== shadow.specialist);
    const { specialist: name, description, version } = shadow;
    const promoted = {
      name,
      address: '',
      state: 'ACTIVE' as const,
      reason: '',
      description,
      version,
    };
    return leaveOut(bindSlots(slots, [...others, promoted]), report.without);
  }

  function write(
    { frame, options: decoding }: MadeReport,
    bindings: readonly SlotBinding[],
    results: readonly CallResult[],
  ): ReturnType<typeof writeReport> {
    const { inputs, contrast } = fuseInputs(slots, bindings, results);
    const emit = (): void => undefined;
    return writeReport({
      fusion,
      order: { inputs, ...(contrast && { contrast }), options: decoding },
      evidence: gatherEvidence(frame, slots, bindings, results),
      emit,
      clock: createStageClock(emit),
      signal: stop.signal,
    });
  }

  function show({ specialist, version }: ServedVersion, tally: ComparisonTally): void {
    const rule = policy().of(specialist).swap.promoteWhen;
    const comparison = tally.summary(rule);
    registry.showComparison(specialist, comparison);
    if (rule !== undefined && comparison.waitsFor === '') {
      const reason = `promoted after ${comparison.reports} reports beside the active version`;
      try {
        registry.promote(specialist, version, reason);
      } catch (error) {
        logger.warn({ specialist, version, err: error }, 'promotion failed');
      }
    }
  }

  async function compareAll(report: MadeReport): Promise<void> {
    for (const shadow of registry.snapshot().shadows) {
      if (isDue(shadow.specialist)) {
        await compare(report, shadow);
      }
    }
  }

  return {
    observe(report) {
      if (working !== undefined || registry.snapshot().shadows.length === 0) {
        return;
      }
      offered++;
      working = compareAll(report)
        .catch((error: unknown) => {
          if (!stop.signal.aborted) {
            logger.error({ err: error }, 'comparison failed');
          }
        })
        .finally(() => {
          working = undefined;
        });
    },
    async close() {
      stop.abort();
      await working;
    },
  };
}
