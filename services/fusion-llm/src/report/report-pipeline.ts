// SPDX-License-Identifier: Apache-2.0
import {
  ContributionState,
  GateMode,
  ReportStatus,
  type GenerateRequest,
  type ReportDone,
  type SlotBinding,
} from '@asarg/contracts';
import { context } from '@opentelemetry/api';
import { setImmediate } from 'node:timers/promises';
import type { Fusion } from '../create-fusion.js';
import type { HeldSnapshot } from '../registry/registry.js';
import { checkFrame } from './check-frame.js';
import { withDeadline } from './deadline.js';
import { fanOut, type CallResult, type Encode } from './fan-out.js';
import { fuseInputs } from './fuse-inputs.js';
import { enforceGate, ofView, readGate } from './input-gate.js';
import { leaveOut } from './leave-out.js';
import { classMasksOf, gatherEvidence } from './gather-evidence.js';
import type { MadeReport } from './made-report.js';
import { maskEvents } from './mask-events.js';
import { outcomeOf } from './outcome-of.js';
import { pipelineDigest } from './pipeline-digest.js';
import { planCalls } from './plan-calls.js';
import { countDegradations, type Degradation } from './degradations.js';
import { startGeneration } from './generation-telemetry.js';
import { requireSlots } from './require-slots.js';
import { resolveOptions } from './resolve-options.js';
import { createStageClock, type EmitEvent, type StageClock } from './stage-clock.js';
import { writeReport } from './write-report.js';

export interface ReportPipelineOptions {
  readonly fusion: Fusion;
  /** The specialists and bindings that a report uses, held while it calls them. */
  readonly mesh: () => HeldSnapshot;
  readonly encode: Encode;
  /** Slots without which there is no report, as things are now. @default none */
  readonly required?: () => readonly string[];
  /** Told of every call that failed, with its gRPC status, before the report goes on without it. */
  readonly onFailure?: (specialist: string, outcome: string) => void;
  /** Told of the slots that were fed in part or not at all, if there are any. */
  readonly onDegraded?: (degradations: readonly Degradation[]) => void;
  /** Told of every report that was made, after its last event. */
  readonly onReport?: (report: MadeReport) => void;
  /** Milliseconds that a report may take. @default 30000 */
  readonly reportDeadlineMs?: number;
  /** Milliseconds that a specialist may take. @default 5000 */
  readonly specialistDeadlineMs?: number;
}

export interface GenerateCall {
  readonly signal: AbortSignal;
  /** Milliseconds that the caller waits, if less than the pipeline's own deadline. */
  readonly deadlineMs?: number;
}

/** Makes reports, in stages without gaps: check, fan-out, gather, fuse, prefill, decode, finish. */
export interface ReportPipeline {
  /**
   * Makes one report; `emit` gets its events as they come: the start of `check` before this
   * returns, `done` last. Of a report that fails, the stages in progress are ended first.
   * @throws ServiceFailure INVALID_ARGUMENT for a malformed request, FAILED_PRECONDITION for a
   * frame that the input gate refuses, UNAVAILABLE if a required slot gets nothing,
   * DEADLINE_EXCEEDED; the signal's reason when it aborts; Error if the networks fail. Whatever
   * feeds other slots never fails it.
   */
  generate(request: GenerateRequest, emit: EmitEvent, call: GenerateCall): Promise<ReportDone>;
}

/** The part of the time left that specialists may use: the rest is for the decoder. */
const specialistShare = 0.5;

/** A pipeline over a loaded fusion bundle. It keeps nothing between reports. */
export function createReportPipeline({
  fusion,
  mesh,
  encode,
  required = () => [],
  onFailure,
  onDegraded,
  onReport,
  reportDeadlineMs = 30_000,
  specialistDeadlineMs = 5_000,
}: ReportPipelineOptions): ReportPipeline {
  const { slots, gate } = fusion.bundle.manifest;

  async function make(
    request: GenerateRequest,
    emit: EmitEvent,
    clock: StageClock,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<{ done: ReportDone; made: MadeReport }> {
    // The first event leaves before the processor is busy: when it arrives tells a caller, who has
    // another clock, when the report began.
    await setImmediate();
    const options = resolveOptions(request.options, fusion);
    const frame = await checkFrame(request.frame);
    signal.throwIfAborted();

    const { without = [], gate: mode = GateMode.UNSPECIFIED } = request.options ?? {};
    const needed = required();
    const { snapshot, release } = mesh();
    const { active, bindings: all } = snapshot;
    const onResult = (result: CallResult) => {
      if (result.failure !== undefined) {
        onFailure?.(result.specialist, result.outcome);
      }
    };
    let bindings: readonly SlotBinding[];
    let answers: CallResult[];
    try {
      bindings = leaveOut(all, without, needed);
      const calls = planCalls({ active, bindings }, all);
      clock.enter('fan-out');
      answers = await fanOut({
        encode,
        frame,
        calls,
        deadlineMs: Math.min(specialistDeadlineMs, specialistShare * (deadlineMs - clock.nowMs())),
        signal,
        clock,
        onResult,
      });
      clock.enter('gather');
    } finally {
      release();
    }

    const reading = readGate(gate, answers);
    if (mode !== GateMode.WARN) {
      enforceGate(reading);
    }
    if (reading.view !== undefined) {
      emit({ $case: 'view', value: reading.view });
    }
    if (reading.warning !== undefined) {
      emit({ $case: 'warning', value: reading.warning });
    }
    const results = ofView(answers, reading);
    for (const mask of results.flatMap((result) => classMasksOf(result, frame))) {
      for (const event of maskEvents(mask)) {
        emit(event);
      }
    }
    // What is left out of the prompt still tells whether its sentences are right.
    const evidence = gatherEvidence(frame, slots, all, results);

    const { inputs, contrast, contributions } = fuseInputs(slots, bindings, results, needed);
    requireSlots(contributions);
    contributions.forEach((value) => emit({ $case: 'contribution', value }));
    const degradations = countDegradations(contributions, results, without);
    if (degradations.length > 0) {
      onDegraded?.(degradations);
    }

    const generation = startGeneration(fusion.identity.name, options, context.active());
    clock.enter('fuse', generation.context);
    const order = { inputs, ...(contrast && { contrast }), options };
    const written = await writeReport({ fusion, order, evidence, emit, clock, generation, signal });

    const isWhole = contributions.every(({ state }) => state === ContributionState.USED);
    const { seed, temperature, topP, maxNewTokens, guidance } = options;
    const models = Object.fromEntries(
      results.flatMap(({ specialist, encoding }) =>
        encoding === undefined ? [] : [[specialist, encoding.model]],
      ),
    );
    const digest = pipelineDigest({
      fusion: fusion.identity,
      options,
      contributions,
      bindings,
      models,
    });
    const done: ReportDone = {
      status: isWhole ? ReportStatus.COMPLETE : ReportStatus.PARTIAL,
      text: written.text,
      model: fusion.identity,
      options: { seed, temperature, topP, maxNewTokens, guidance, without, gate: mode },
      tokens: written.tokens,
      pipelineDigest: digest,
      firstTokenMs: written.firstTokenMs,
      epoch: snapshot.epoch,
      totalMs: clock.close(),
    };
    const { text, sentences } = written;
    return { done, made: { frame, options, without, snapshot, results, text, sentences } };
  }

  return {
    async generate(request, emit, { signal, deadlineMs = Infinity }) {
      const budgetMs = Math.min(reportDeadlineMs, deadlineMs);
      const clock = createStageClock(emit, context.active());
      clock.enter('check');
      const { done, made } = await withDeadline(budgetMs, signal, (limited) =>
        make(request, emit, clock, budgetMs, limited),
      ).catch((error: unknown) => {
        clock.close(outcomeOf(error));
        throw error;
      });
      emit({ $case: 'done', value: done });
      onReport?.(made);
      return done;
    },
  };
}
