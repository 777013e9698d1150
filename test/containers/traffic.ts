// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';

/** A report as far as these tests look at it. */
export interface ReportJson {
  readonly id: string;
  readonly status: string;
  readonly text: string;
  readonly contributions: readonly {
    slot: string;
    specialist: string;
    state: string;
    reason: string;
  }[];
  readonly error?: { readonly type: string; readonly detail: string };
}

/** What is sent: an image, and the options of its form. */
export interface Sample {
  readonly name: string;
  readonly image: Blob;
  readonly options: Readonly<Record<string, string>>;
}

/** What became of one request. */
export interface Outcome {
  readonly sample: string;
  /** When it was sent, and when its end was seen; on the clock of `performance.now()`. */
  readonly sentMs: number;
  readonly endedMs: number;
  /**
   * `ended`: accepted and ended, see `report`; `refused`: answered by a problem; `unreachable`: not
   * answered; `lost`: accepted, and never seen to end.
   */
  readonly kind: 'ended' | 'refused' | 'unreachable' | 'lost';
  readonly report?: ReportJson;
  /** Problem of a refusal, or what was found of a lost report. */
  readonly detail?: string;
}

/** Reports that are asked for all the time. */
export interface Traffic {
  readonly outcomes: readonly Outcome[];
  /** Whether all that was sent before then has ended. */
  isSettled(beforeMs: number): boolean;
  /** Sends no more, and resolves when all that was sent has ended. */
  stop(): Promise<void>;
}

/** An accepted report has to end within this, a stopped gateway's restart included. */
const endLimitMs = 90_000;
/** A gateway that answers nothing for so long is unreachable. */
const answerLimitMs = 5_000;
const pollMs = 100;
const afterRefusalMs = 100;

/** Sends `samples` in turn from `clients` clients, each one report after the other. */
export function startTraffic(url: string, samples: readonly Sample[], clients: number): Traffic {
  const outcomes: Outcome[] = [];
  const stopping = new AbortController();
  const pending = new Set<number>();
  let sent = 0;

  async function client(): Promise<void> {
    while (!stopping.signal.aborted) {
      const sentMs = performance.now();
      pending.add(sentMs);
      const outcome = await makeReport(url, samples[sent++ % samples.length]!);
      pending.delete(sentMs);
      outcomes.push(outcome);
      if (outcome.kind !== 'ended') await sleep(afterRefusalMs);
    }
  }
  const running = Promise.all(Array.from({ length: clients }, client));
  return {
    outcomes,
    isSettled: (beforeMs) => [...pending].every((sentMs) => sentMs >= beforeMs),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Asks for one report and follows it to its end. */
export async function makeReport(url: string, { name, image, options }: Sample): Promise<Outcome> {
  const sentMs = performance.now();
  const outcome = (rest: Pick<Outcome, 'kind' | 'report' | 'detail'>): Outcome => ({
    sample: name,
    sentMs,
    endedMs: performance.now(),
    ...rest,
  });
  const form = new FormData();
  form.append('image', image, 'image');
  for (const [key, value] of Object.entries(options)) form.append(key, value);
  let id: string;
  try {
    const response = await fetch(`${url}/v1/reports`, {
      method: 'POST',
      body: form,
      signal: AbortSignal.timeout(answerLimitMs),
    });
    const body = (await response.json()) as { id: string; type: string };
    if (response.status !== 202) {
      return outcome({ kind: 'refused', detail: `${response.status} ${body.type}` });
    }
    ({ id } = body);
  } catch (error) {
    return outcome({ kind: 'unreachable', detail: String(error) });
  }
  let last = 'nothing';
  while (performance.now() - sentMs < endLimitMs) {
    await sleep(pollMs);
    try {
      const response = await fetch(`${url}/v1/reports/${id}`, {
        signal: AbortSignal.timeout(answerLimitMs),
      });
      if (response.ok) {
        const report = (await response.json()) as ReportJson;
        if (report.status !== 'IN_PROGRESS') return outcome({ kind: 'ended', report });
      }
      last = `HTTP ${response.status}`;
      if (response.status === 404) break;
    } catch (error) {
      last = String(error);
    }
  }
  return outcome({ kind: 'lost', detail: `report ${id}: ${last}` });
}

/** The parts of a report that did not come about; none if there is no report. */
export function missingIn(report: ReportJson | undefined): ReportJson['contributions'] {
  return report?.contributions.filter(({ state }) => state === 'missing') ?? [];
}
