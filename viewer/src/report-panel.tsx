// SPDX-License-Identifier: Apache-2.0
import { PartialNotice } from './details/contributions';
import type { RegionStyle } from './regions/region-style';
import { SentenceList } from './sentences/sentence-list';
import { verdictCounts } from './sentences/sentence-words';
import { StageTrail } from './stages/stage-trail';
import { pendingText, type ReportState } from './state/report-state';

interface Props {
  readonly state: ReportState;
  readonly styles: ReadonlyMap<string, RegionStyle>;
  readonly selected: number | undefined;
  readonly pointed: number | undefined;
  readonly onSelect: (index: number | undefined) => void;
  readonly onPoint: (index: number | undefined) => void;
}

/** The written side: how far the report is, what is amiss with it, and its sentences. */
export function ReportPanel(props: Props) {
  const { state } = props;
  const report = state.report;
  const sentences = report?.sentences ?? [];
  const live = state.phase === 'live';
  return (
    <>
      <div class="panel-head">
        <h1>Findings</h1>
        {report?.view && (
          <p class="panel-figure">
            {report.view.name} view, p {report.view.probability.toFixed(2)}
          </p>
        )}
        <p class="panel-figure">{live ? progressWords(state) : verdictCounts(sentences)}</p>
      </div>
      {live && <div class="busy-bar" />}
      {!state.connected && (
        <p class="notice notice-quiet" role="status">
          The connection was lost. Taking it up again where it broke.
        </p>
      )}
      {report?.status === 'PARTIAL' && <PartialNotice list={report.contributions} />}
      {(report?.warnings ?? []).map((warning) => (
        <p key={warning} class="notice notice-quiet">
          {warning}
        </p>
      ))}
      {live && sentences.length === 0 && state.written === '' && <StageTrail state={state} />}
      <SentenceList
        sentences={sentences}
        styles={props.styles}
        pending={pendingText(state)}
        busy={live}
        selected={props.selected}
        pointed={props.pointed}
        onSelect={props.onSelect}
        onPoint={props.onPoint}
      />
      {!live && report && sentences.length === 0 && (
        <p class="quiet">The model wrote no sentence for this image.</p>
      )}
    </>
  );
}

/** What is going on, by the stage that began last. */
export function progressWords(state: ReportState): string {
  const stage = state.running.at(-1);
  if (!stage) return 'Starting';
  return stage.name.includes(stage.service)
    ? `Running ${stage.name}`
    : `Running ${stage.name} in ${stage.service}`;
}
