// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '@asarg/contracts';
import type { Encoding } from '@asarg/mesh-client';
import { count } from '@asarg/telemetry';
import type { Answer, Encode } from './fan-out.js';
import type { PlannedCall } from './plan-calls.js';

/**
 * An `Encode` that remembers its answers, the latest used up to `maxBytes` of tensors, and gives them
 * again for the same frame, version and outputs: the radiograph that is read once more, with other
 * options or by somebody else, costs its specialists nothing. A new version has answers of its own,
 * so nothing needs to be forgotten at an exchange. Failures are not remembered.
 */
export function cacheEncodings(encode: Encode, maxBytes: number): Encode {
  const answers = new Map<string, { readonly answer: Answer; readonly bytes: number }>();
  let used = 0;

  function forget(key: string): void {
    used -= answers.get(key)?.bytes ?? 0;
    answers.delete(key);
  }

  function remember(key: string, answer: Answer): void {
    const bytes = bytesOf(answer.encoding);
    forget(key);
    if (bytes > maxBytes) {
      return;
    }
    answers.set(key, { answer, bytes });
    used += bytes;
    for (const oldest of answers.keys()) {
      if (used <= maxBytes) {
        return;
      }
      forget(oldest);
    }
  }

  return async (call, frame, options) => {
    const key = keyOf(call, frame);
    const known = answers.get(key);
    tell(known === undefined ? 'miss' : 'hit');
    if (known !== undefined) {
      // The latest used come last.
      answers.delete(key);
      answers.set(key, known);
      return again(known.answer);
    }
    const answer = await encode(call, frame, options);
    remember(key, answer);
    return answer;
  };
}

/** What an answer depends on: a frame's digest is that of its pixels alone. */
function keyOf({ version, outputs }: PlannedCall, frame: Frame): string {
  const { digest, width, height, dataType, columnSpacingMm, rowSpacingMm } = frame;
  return JSON.stringify([
    version,
    outputs,
    digest,
    width,
    height,
    dataType,
    columnSpacingMm,
    rowSpacingMm,
  ]);
}

/** The answer without the time it took, which nobody spent again. */
function again({ encoding, address }: Answer): Answer {
  const timing = { queueMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0, batchSize: 0 };
  return {
    encoding: { ...encoding, timing: { ...encoding.timing, ...timing }, totalMs: 0, transferMs: 0 },
    address,
    attempts: [],
  };
}

/** Tensors, and what statistics and the entry itself take, roughly. */
function bytesOf({ tensors, statistics }: Encoding): number {
  const data = [...tensors.values()].reduce((sum, tensor) => sum + tensor.data.byteLength, 0);
  return data + 200 * statistics.length + 1000;
}

function tell(result: 'hit' | 'miss'): void {
  count('asarg.cache.requests', 1, { 'asarg.cache': 'encodings', 'asarg.cache.result': result });
}
