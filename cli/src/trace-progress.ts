// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from './duration.js';
import type { ReportEvent } from './gateway-client.js';
import { startLiveLines } from './live-lines.js';
import type { ContributionJson, ReportJson, StageJson } from './report-json.js';
import type { Terminal } from './terminal.js';
import { padEnd, padStart, printable } from './text-layout.js';
import { renderTrace } from './render-trace.js';

/** Shows the stages of a report in the making. */
export interface TraceProgress {
  onEvent(event: ReportEvent): void;
  stop(): void;
}

/**
 * On a terminal: the waterfall so far, redrawn as it grows, gone at the end. Elsewhere: a line per
 * stage that has ended: when it began, its name, what it took, how it ended if not well.
 * @param rows - lines of the terminal; what is more is not shown until the end.
 */
export function createTraceProgress(
  stream: { write(text: string): unknown },
  terminal: Terminal,
  id: string,
  rows = 24,
): TraceProgress {
  const stages: StageJson[] = [];
  const contributions: ContributionJson[] = [];
  const running = new Map<string, StageJson>();
  let firstTokenMs: number | undefined;
  /** From this process's clock to the report's: the greatest that events tell, they all come late. */
  let offsetMs = -Infinity;
  const hear = (ms: number): void => {
    offsetMs = Math.max(offsetMs, ms - performance.now());
  };
  const nowMs = (): number => performance.now() + offsetMs;

  function soFar(): ReportJson {
    const open = [...running.values()].map((stage) => ({
      ...stage,
      durationMs: Math.max(0, nowMs() - stage.startMs),
    }));
    return { id, status: 'IN_PROGRESS', stages: [...stages, ...open], contributions, firstTokenMs };
  }

  const live = startLiveLines(stream, terminal, () => {
    const lines = renderTrace(soFar(), terminal).split('\n').slice(0, -1);
    return lines.slice(0, Math.max(4, rows - 1));
  });

  function ended(stage: StageJson): void {
    running.delete(keyOf(stage));
    hear(stage.startMs + stage.durationMs);
    stages.push(stage);
    if (terminal.live) return;
    const start = padStart(formatDuration(stage.startMs), 9);
    const outcome = stage.outcome ? `  ${printable(stage.outcome)}` : '';
    const took = formatDuration(stage.durationMs);
    live.print(`${start}  ${padEnd(printable(stage.name), 20)}  ${took}${outcome}`);
  }

  return {
    onEvent({ event, data }) {
      if (event === 'stage') ended(data as unknown as StageJson);
      else if (event === 'stage_started') {
        const stage = { ...(data as unknown as StageJson), durationMs: 0 };
        running.set(keyOf(stage), stage);
        hear(stage.startMs);
      } else if (event === 'contribution') contributions.push(data as unknown as ContributionJson);
      else if (event === 'token') firstTokenMs ??= nowMs();
    },
    stop: () => live.stop(),
  };
}

const keyOf = ({ name, service }: StageJson): string => `${service} ${name}`;
