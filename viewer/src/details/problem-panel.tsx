// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '../api/report-types';

interface Props {
  readonly problem: Problem;
  /** Absent when there is nothing to do again. */
  readonly onRetry?: () => void;
  /** Asks for a report of an image that the input gate refused; absent when it did not. */
  readonly onInsist?: () => void;
  readonly onChoose: () => void;
}

/** A problem document, whole: what went wrong, what was expected, what was found, what to do. */
export function ProblemPanel({ problem, onRetry, onInsist, onChoose }: Props) {
  return (
    <div class="notice notice-problem" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail && <p>{problem.detail}</p>}
      {(problem.expected || problem.found) && (
        <dl class="facts">
          {problem.expected && (
            <div>
              <dt>Expected</dt>
              <dd>{problem.expected}</dd>
            </div>
          )}
          {problem.found && (
            <div>
              <dt>Found</dt>
              <dd>{problem.found}</dd>
            </div>
          )}
        </dl>
      )}
      <div class="actions">
        {onRetry && (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )}
        {onInsist && (
          <button type="button" onClick={onInsist}>
            Report with a warning
          </button>
        )}
        <button type="button" class="primary" onClick={onChoose}>
          Choose another file
        </button>
      </div>
      {(problem.status || problem.type) && (
        <p class="quiet problem-type">
          {[problem.status && `HTTP ${problem.status}`, problem.type].filter(Boolean).join(', ')}
        </p>
      )}
    </div>
  );
}
