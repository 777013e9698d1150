// SPDX-License-Identifier: Apache-2.0
import type { Sentence } from '@asarg/contracts';
import { groundSentence, type EvidenceBase } from '@asarg/grounding';
import type { Fusion } from '../create-fusion.js';
import type { GenerationEvent, GenerationOrder } from '../decode/generation-order.js';
import { createReportText } from '../text/report-text.js';
import { sentenceMessage } from './sentence-message.js';
import type { GenerationTelemetry } from './generation-telemetry.js';
import { outcomeOf } from './outcome-of.js';
import type { EmitEvent, OpenStage, StageClock } from './stage-clock.js';
import { attribute, record, startSpan } from '@asarg/telemetry';

/** A report that is to be written. */
export interface WritingOrder {
  readonly fusion: Fusion;
  readonly order: GenerationOrder;
  readonly evidence: EvidenceBase;
  readonly emit: EmitEvent;
  readonly clock: StageClock;
  /** Told of what became of the text; nobody is, of a text that is no report. */
  readonly generation?: GenerationTelemetry;
  readonly signal: AbortSignal;
}

/** A report that was written. */
export interface WrittenReport {
  readonly text: string;
  /** What was emitted of it, grounded. */
  readonly sentences: readonly Sentence[];
  /** Tokens written. */
  readonly tokens: number;
  /** When the first came, since the report's start. */
  readonly firstTokenMs: number;
}

/**
 * Decodes a report and grounds each sentence as it is sealed: the stages prefill, decode and, for
 * what is sealed after the last token, finish, which is left open. Grounding happens while decoding
 * goes on in its own thread: its stage starts with the first sentence and its duration is the
 * sum over all sentences.
 */
export async function writeReport(writing: WritingOrder): Promise<WrittenReport> {
  const { fusion, order, evidence, emit, clock, generation, signal } = writing;
  const detokenizer = fusion.tokenizer.detokenizer();
  const report = createReportText();
  const startMs = clock.nowMs();
  let firstTokenMs = 0;
  let promptRows = 0;
  const sentences: Sentence[] = [];
  let ground: OpenStage | undefined;
  let groundMs = 0;

  function seal(text: string): void {
    const fromMs = clock.nowMs();
    ground ??= clock.begin('ground', 'fusion-llm', fromMs);
    const span = generation && startSpan('ground', { parent: generation.context });
    const grounded = groundSentence(text, evidence);
    const value = sentenceMessage(sentences.length, text, grounded);
    sentences.push(value);
    groundMs += clock.nowMs() - fromMs;
    span?.end({
      attributes: {
        [attribute.sentence]: value.index,
        [attribute.verdict]: grounded.verdict,
      },
    });
    emit({ $case: 'sentence', value });
  }

  function onEvent(event: GenerationEvent): void {
    switch (event.kind) {
      case 'fused':
        promptRows = event.rows;
        clock.enter('prefill');
        break;
      case 'prefilled':
        clock.enter('decode');
        break;
      case 'token': {
        firstTokenMs ||= clock.nowMs();
        const text = detokenizer.push(event.token);
        emit({ $case: 'token', value: { index: event.index, text } });
        report.push(text).forEach(seal);
        break;
      }
    }
  }

  try {
    const { reason, tokens } = await fusion.decoder.generate(order, onEvent, signal);
    generation?.ended({
      finish: reason === 'end' ? 'stop' : 'length',
      inputTokens: promptRows,
      outputTokens: tokens,
      firstTokenMs: firstTokenMs - startMs,
    });
    clock.enter('finish', generation?.parent);
    report.end(reason === 'end').forEach(seal);
    return { text: report.text(), sentences, tokens, firstTokenMs };
  } catch (error) {
    generation?.failed(outcomeOf(error));
    throw error;
  } finally {
    ground?.end({ durationMs: groundMs });
    if (generation && ground) {
      record('asarg.stage.duration', groundMs / 1000, { [attribute.stage]: 'ground' });
    }
  }
}
