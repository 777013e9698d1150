// SPDX-License-Identifier: Apache-2.0
import type { ReportState } from '../state/report-state';
import { useClock } from './use-clock';
import { formatMs, layWaterfall } from './waterfall-model';

/** What each service is at, while there is no sentence to read yet. */
export function StageTrail({ state }: { readonly state: ReportState }) {
  const nowMs = useClock(state.phase === 'live');
  const { groups } = layWaterfall(state.report?.stages ?? [], state.running, nowMs);
  return (
    <ul class="stage-trail" aria-label="Services at work">
      {groups.map(({ service, rows }) => {
        const running = rows.filter((row) => row.running).at(-1);
        const shown = running ?? rows.at(-1);
        return (
          <li key={service} class={running ? 'at-work' : undefined}>
            <span class="stage-trail-service">{service}</span>
            <span>{shown && (running ? shown.label : `${shown.label} done`)}</span>
            <span class="number">{shown && formatMs(shown.durationMs)}</span>
          </li>
        );
      })}
    </ul>
  );
}
