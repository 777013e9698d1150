// SPDX-License-Identifier: Apache-2.0
import { CriticalMark, WaterfallLine } from './waterfall-line';
import {
  formatMs,
  type CriticalPath,
  type StageKind,
  type Waterfall as Model,
} from './waterfall-model';

interface Props {
  readonly waterfall: Model;
  readonly firstTokenMs?: number | null;
  /** From the request to the end; absent while it is made, and of reports that do not tell. */
  readonly durationMs?: number | null;
}

const KIND_WORDS: Readonly<Record<StageKind, string>> = {
  compute: 'Work',
  wait: 'Waiting',
  move: 'Moving data',
  lost: 'Led to no answer',
};

/** Bars per stage grouped by service: a table, so that the bars and their numbers are one thing. */
export function Waterfall({ waterfall, firstTokenMs, durationMs }: Props) {
  const { groups, totalMs, ticksMs, critical } = waterfall;
  const time = { totalMs, ticksMs, firstTokenMs };
  const kinds = new Set(groups.flatMap(({ rows }) => rows.map(({ kind }) => kind)));
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
              <WaterfallLine key={row.name} row={row} time={time} />
            ))}
          </tbody>
        ))}
        {critical && <Sums critical={critical} durationMs={durationMs} />}
      </table>
      <ul class="waterfall-key" aria-label="Kinds of bars">
        {critical && (
          <li>
            <CriticalMark />
            The report waited for it
          </li>
        )}
        {(Object.keys(KIND_WORDS) as StageKind[])
          .filter((kind) => kind !== 'lost' || kinds.has(kind))
          .map((kind) => (
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

/** What the report waited for adds up to the time it took. */
function Sums(props: { critical: CriticalPath; durationMs?: number | null }) {
  const { critical, durationMs } = props;
  const { slowest, sumMs } = critical;
  const share = (ms: number) => (durationMs ? `, ${((100 * ms) / durationMs).toFixed(1)} %` : '');
  return (
    <tfoot>
      <tr>
        <th scope="row" colSpan={2}>
          Sum of what it waited for; most, {slowest.name}: {formatMs(slowest.durationMs)}
          {share(slowest.durationMs)}
        </th>
        <td class="number" colSpan={2}>
          {formatMs(sumMs)}
        </td>
      </tr>
      {durationMs != null && (
        <tr>
          <th scope="row" colSpan={2}>
            Total, from the request to the report's end
          </th>
          <td class="number" colSpan={2}>
            {formatMs(durationMs)}
          </td>
        </tr>
      )}
    </tfoot>
  );
}

/** Times along the top; the label of a mark too near the end is left out. */
function Axis({ ticksMs, totalMs }: { ticksMs: readonly number[]; totalMs: number }) {
  return (
    <svg class="axis" height="14" width="100%" aria-hidden="true">
      {ticksMs.map((ms) => {
        const share = totalMs > 0 ? ms / totalMs : 0;
        return share > 0.93 ? null : (
          <text key={ms} class={share > 0.6 ? 'late' : undefined} x={`${share * 100}%`} y="11">
            {formatMs(ms)}
          </text>
        );
      })}
    </svg>
  );
}
