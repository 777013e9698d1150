// SPDX-License-Identifier: Apache-2.0
import { ExpositionError, parseExposition, type Sample } from './parse-exposition.js';

/** What a service told of itself at one moment. */
export interface Scrape {
  /** When the answer was there, in milliseconds of `performance.now()`. */
  readonly atMs: number;
  readonly samples: readonly Sample[];
}

/** Why there is no scrape, in a few words for the screen. */
export interface ScrapeFailure {
  readonly failure: string;
}

/** More than any service tells; a stranger's endpoint must not fill the memory. */
const mostBytes = 16 * 2 ** 20;

/**
 * Asks a service for its metrics. Never throws, except when it is stopped.
 * @param timeoutMs - how long the whole answer may take.
 */
export async function scrape(
  url: string,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<Scrape | ScrapeFailure> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'text/plain;version=0.0.4' },
      redirect: 'error',
      signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return { failure: `HTTP ${response.status}` };
    }
    const text = await bodyOf(response);
    return { atMs: performance.now(), samples: parseExposition(text) };
  } catch (error) {
    stop.throwIfAborted();
    return { failure: reasonOf(error) };
  }
}

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new ExpositionError('answers with more than 16 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(error: unknown): string {
  if (error instanceof ExpositionError) return `no metrics there: ${error.message}`;
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'no answer in time';
  const { code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  return code === 'ECONNREFUSED' ? 'does not answer' : `does not answer: ${code ?? 'fetch failed'}`;
}
