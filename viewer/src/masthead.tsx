// SPDX-License-Identifier: Apache-2.0
import type { ReportState } from './state/report-state';

interface Props {
  readonly state: ReportState;
  readonly onNew: () => void;
  readonly onHelp: () => void;
}

const STATUS_WORDS = {
  IN_PROGRESS: 'In progress',
  COMPLETE: 'Complete',
  PARTIAL: 'Partial',
  FAILED: 'Failed',
} as const;

/** Name of the page, which report it shows, and the way to another. */
export function Masthead({ state, onNew, onHelp }: Props) {
  const { report, file } = state;
  return (
    <header class="masthead">
      <a class="wordmark" href="/">
        ASaRG <span>Mesh</span>
      </a>
      <p class="masthead-report">
        {report && (
          <>
            <span class={`status status-${report.status.toLowerCase()}`}>
              {STATUS_WORDS[report.status]}
            </span>
            {file && <span class="masthead-file">{file.name}</span>}
            <code>{report.id}</code>
          </>
        )}
      </p>
      {state.phase !== 'empty' && (
        <button type="button" onClick={onNew}>
          New image
        </button>
      )}
      <button type="button" onClick={onHelp} aria-keyshortcuts="?" aria-haspopup="dialog">
        Keys
      </button>
    </header>
  );
}
