// SPDX-License-Identifier: Apache-2.0
import { attribute, record, startSpan } from '@asarg/telemetry';
import type { Context } from '@opentelemetry/api';
import type { DecodingOptions } from '../decode/generation-order.js';

/** How a text ended: as `gen_ai.response.finish_reasons` says it, with what was used. */
export interface GenerationUsage {
  readonly finish: 'stop' | 'length';
  /** Rows of the prompt. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Milliseconds from the beginning of the generation to the first token. */
  readonly firstTokenMs: number;
}

/** The generation of one text, in traces and metrics. */
export interface GenerationTelemetry {
  /** For the stages of the generation. */
  readonly context: Context;
  /** For what comes after it. */
  readonly parent: Context;
  ended(usage: GenerationUsage): void;
  /** @param error name of the gRPC status */
  failed(error: string): void;
}

/**
 * Begins the span of a generation and, when it ends, the metrics of it, by the semantic conventions
 * for generative AI. Neither the prompt nor the text is in them.
 */
export function startGeneration(
  model: string,
  { temperature, topP, maxNewTokens, seed }: DecodingOptions,
  parent: Context,
): GenerationTelemetry {
  const labels = {
    [attribute.genAiOperation]: 'text_completion',
    [attribute.genAiProvider]: 'asarg',
    [attribute.genAiModel]: model,
  };
  const startMs = performance.now();
  const span = startSpan(`text_completion ${model}`, {
    parent,
    startMs,
    attributes: {
      ...labels,
      [attribute.genAiTemperature]: temperature,
      [attribute.genAiTopP]: topP,
      [attribute.genAiMaxTokens]: maxNewTokens,
      [attribute.genAiSeed]: seed,
      [attribute.criticalPath]: true,
    },
  });
  const tokens = (type: 'input' | 'output', count: number): void =>
    record(
      'gen_ai.client.token.usage',
      count,
      { ...labels, [attribute.genAiTokenType]: type },
      span.context,
    );
  return {
    context: span.context,
    parent,
    ended({ finish, inputTokens, outputTokens, firstTokenMs }) {
      const totalMs = performance.now() - startMs;
      span.end({
        attributes: {
          [attribute.genAiFinishReasons]: [finish],
          [attribute.genAiInputTokens]: inputTokens,
          [attribute.genAiOutputTokens]: outputTokens,
        },
      });
      record('gen_ai.server.request.duration', totalMs / 1000, labels, span.context);
      tokens('input', inputTokens);
      tokens('output', outputTokens);
      if (outputTokens > 0) {
        record('gen_ai.server.time_to_first_token', firstTokenMs / 1000, labels, span.context);
      }
      if (outputTokens > 1) {
        const eachMs = (totalMs - firstTokenMs) / (outputTokens - 1);
        record('gen_ai.server.time_per_output_token', eachMs / 1000, labels, span.context);
      }
    },
    failed(error) {
      span.end({ error });
      const seconds = (performance.now() - startMs) / 1000;
      const failed = { ...labels, [attribute.errorType]: error };
      record('gen_ai.server.request.duration', seconds, failed, span.context);
    },
  };
}
