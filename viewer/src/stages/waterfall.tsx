// SPDX-License-Identifier: Apache-2.0
import {
  formatMs,
  type StageKind,
  type Waterfall as Model,
  type WaterfallRow,
} from './waterfall-model';

interface Props {
  readonly waterfall: Model;
  readonly firstTokenMs?: number | null;
}

/** Units across a track; bars and marks are placed in them. */
const TRACK = 1000;

const KIND_WORDS: Readonly<Record<StageKind, string>> = {
  compute: 'Work',
  wait: 'Waiting',
  move: 'Moving data',
};

/** Bars per stage grouped by service: a table, so that the bars and their numbers are one thing. */
export function Waterfall({ waterfall, firstTokenMs }: Props) {
  const { groups, totalMs, ticksMs } = waterfall;
  return (
    <>
      <table class="waterfall">
        <caption class="visually-hidden">
          Stages of the report by service, with start and duration
        </caption>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col" class="track-cell">
              <span class="visually-hidden">Timeline</span>
              <Axis ticksMs={ticksMs} totalMs={totalMs} />
            </th>
            <th scope="col" class="number start">
              Start
            </th>
            <th scope="col" class="number">
              Duration
            </th>
          </tr>
        </thead>
        {groups.map(({ service, rows }) => (
          <tbody key={service}>
            <tr class="group">
              <th scope="rowgroup" colSpan={4}>
                {service}
              </th>
            </tr>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.label}</th>
                <td class="track-cell">
                  <Track
                    row={row}
                    totalMs={totalMs}
                    ticksMs={ticksMs}
                    firstTokenMs={firstTokenMs}
                  />
                </td>
                <td class="number start">{formatMs(row.startMs)}</td>
                <td class="number">
                  {formatMs(row.durationMs)}
                  {row.running && <span class="running-word"> running</span>}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      <ul class="waterfall-key" aria-label="Kinds of bars">
        {(Object.keys(KIND_WORDS) as StageKind[]).map((kind) => (
          <li key={kind}>
            <svg width="22" height="10" aria-hidden="true">
              <rect class={`bar bar-${kind}`} x="0.5" y="0.5" width="21" height="9" />
            </svg>
            {KIND_WORDS[kind]}
          </li>
        ))}
        {firstTokenMs != null && (
          <li>
            <svg width="10" height="12" aria-hidden="true">
              <line class="first-token" x1="5" x2="5" y1="0" y2="12" />
            </svg>
            First token
          </li>
        )}
      </ul>
    </>
  );
}

function Track(props: {
  row: WaterfallRow;
  totalMs: number;
  ticksMs: readonly number[];
  firstTokenMs?: number | null;
}) {
  const { row, totalMs, ticksMs, firstTokenMs } = props;
  const at = (ms: number) => (totalMs > 0 ? (ms / totalMs) * TRACK : 0);
  return (
    <svg class="track" viewBox={`0 0 ${TRACK} 12`} preserveAspectRatio="none" aria-hidden="true">
      {ticksMs.map((ms) => (
        <line key={ms} class="tick" x1={at(ms)} x2={at(ms)} y1="0" y2="12" />
      ))}
      <rect
        class={`bar bar-${row.kind}${row.running ? ' bar-running' : ''}`}
        x={at(row.startMs)}
        y="1.5"
        width={Math.max(3, at(row.durationMs))}
        height="9"
      />
      {firstTokenMs != null && (
        <line class="first-token" x1={at(firstTokenMs)} x2={at(firstTokenMs)} y1="0" y2="12" />
      )}
    </svg>
  );
}

/** Times along the top; the label of a mark too near the end is left out. */
function Axis({ ticksMs, totalMs }: { ticksMs: readonly number[]; totalMs: number }) {
  return (
    <svg class="axis" height="14" width="100%" aria-hidden="true">
      {ticksMs.map((ms) => {
        const share = totalMs > 0 ? ms / totalMs : 0;
        return share > 0.93 ? null : (
          <text key={ms} x={`${share * 100}%`} y="11">
            {formatMs(ms)}
          </text>
        );
      })}
    </svg>
  );
}
