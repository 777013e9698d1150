// SPDX-License-Identifier: Apache-2.0
import { outcomeWords } from '../details/contribution-words';
import { formatMs, type WaterfallRow } from './waterfall-model';

/** What the lines of one waterfall share. */
export interface Timeline {
  readonly totalMs: number;
  readonly ticksMs: readonly number[];
  readonly firstTokenMs?: number | null;
}

/** Units across a track; bars and marks are placed in them. */
const TRACK = 1000;

/** One stage: its name, its bar, and the numbers of the bar. */
export function WaterfallLine({ row, time }: { row: WaterfallRow; time: Timeline }) {
  const said = [row.outcome && outcomeWords(row.outcome), row.note].filter(Boolean).join(', ');
  return (
    <tr class={row.critical ? 'critical' : undefined}>
      <th scope="row">
        {row.critical && <CriticalMark />}
        {row.label}
        {said && <span class={row.outcome ? 'stage-note lost' : 'stage-note'}>{said}</span>}
      </th>
      <td class="track-cell">
        <Track row={row} time={time} />
      </td>
      <td class="number start">{formatMs(row.startMs)}</td>
      <td class="number">
        {formatMs(row.durationMs)}
        {row.running && <span class="running-word"> running</span>}
        {row.critical && <span class="visually-hidden">the report waited for it</span>}
      </td>
    </tr>
  );
}

/** The sign of what the report waited for. */
export function CriticalMark() {
  return (
    <svg class="critical-mark" width="7" height="9" viewBox="0 0 7 9" aria-hidden="true">
      <path d="M0 0 7 4.5 0 9Z" />
    </svg>
  );
}

function Track({ row, time }: { row: WaterfallRow; time: Timeline }) {
  const { totalMs, ticksMs, firstTokenMs } = time;
  const at = (ms: number) => (totalMs > 0 ? (ms / totalMs) * TRACK : 0);
  const scale = {
    viewBox: `0 0 ${TRACK} 12`,
    preserveAspectRatio: 'none',
    'aria-hidden': true,
  } as const;
  const firstToken = firstTokenMs != null && (
    <line class="first-token" x1={at(firstTokenMs)} x2={at(firstTokenMs)} y1="0" y2="12" />
  );
  return (
    <>
      <svg class="marks" {...scale}>
        {ticksMs.map((ms) => (
          <line key={ms} class="tick" x1={at(ms)} x2={at(ms)} y1="0" y2="12" />
        ))}
        {firstToken}
      </svg>
      <svg class="track" {...scale}>
        <rect
          class={`bar bar-${row.kind}${row.running ? ' bar-running' : ''}`}
          x={at(row.startMs)}
          y="1.5"
          width={Math.max(3, at(row.durationMs))}
          height="9"
        />
        {firstToken}
      </svg>
    </>
  );
}
