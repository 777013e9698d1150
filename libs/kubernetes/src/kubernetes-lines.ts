// SPDX-License-Identifier: Apache-2.0
import { KubernetesAnswerError } from './kubernetes-answer.js';

const newline = 0x0a;

/**
 * Cuts a stream of bytes into lines of UTF-8, empty ones left out. Each batch has the lines that
 * one chunk completed; what the stream's end leaves incomplete is dropped.
 * @throws KubernetesAnswerError if a line has more than `maxBytes`; no more than that is kept of it.
 */
export async function* batchLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<readonly string[]> {
  let kept: Buffer[] = [];
  let keptBytes = 0;

  function keep(part: Buffer): void {
    keptBytes += part.length;
    if (keptBytes > maxBytes) {
      const expected = `expected lines of at most ${maxBytes} bytes`;
      throw new KubernetesAnswerError(0, `${expected}, found a longer one`);
    }
    kept.push(part);
  }

  for await (const chunk of chunks) {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end));
      const line = Buffer.concat(kept).toString('utf8').trim();
      if (line !== '') {
        lines.push(line);
      }
      kept = [];
      keptBytes = 0;
      start = end + 1;
    }
    keep(chunk.subarray(start));
    if (lines.length > 0) {
      yield lines;
    }
  }
}
