// SPDX-License-Identifier: Apache-2.0
import { elapsedMs, type ReportState } from '../state/report-state';
import { useClock } from './use-clock';
import { Waterfall } from './waterfall';
import { formatMs, layWaterfall } from './waterfall-model';

interface Props {
  readonly state: ReportState;
  readonly shown: boolean;
  readonly onToggle: () => void;
}

/** Where the time went, and while it runs, where it is going. */
export function StagePanel({ state, shown, onToggle }: Props) {
  const nowMs = useClock(state.phase === 'live');
  const stages = state.report?.stages ?? [];
  const firstTokenMs = state.report?.firstTokenMs;
  const contributions = state.report?.contributions ?? [];
  const durationMs = state.report?.durationMs;
  const waterfall = layWaterfall(stages, state.running, nowMs, contributions);
  return (
    <section class="panel" aria-labelledby="stages-heading">
      <div class="panel-head">
        <h2 id="stages-heading">Stages</h2>
        <p class="panel-figure">
          {formatMs(elapsedMs(state, nowMs))}
          {firstTokenMs != null && `, first token after ${formatMs(firstTokenMs)}`}
        </p>
        <button
          type="button"
          aria-expanded={shown}
          aria-controls="stages-body"
          aria-keyshortcuts="w"
          onClick={onToggle}
        >
          {shown ? 'Hide' : 'Show'}
        </button>
      </div>
      <div id="stages-body" hidden={!shown}>
        {waterfall.groups.length > 0 ? (
          <Waterfall waterfall={waterfall} firstTokenMs={firstTokenMs} durationMs={durationMs} />
        ) : (
          <p class="quiet">No stage has started yet.</p>
        )}
      </div>
    </section>
  );
}
