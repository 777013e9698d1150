// SPDX-License-Identifier: Apache-2.0
import { isAboutKey } from '../access/api-key';
import { KeyForm } from '../access/key-form';
import type { Problem } from '../api/report-types';

interface Props {
  readonly problem: Problem;
  /** Absent when there is nothing to do again. */
  readonly onRetry?: () => void;
  /** Asks for a report of an image that the input gate refused; absent when it did not. */
  readonly onInsist?: () => void;
  /** Takes the key that the gateway asked for. */
  readonly onKey: (key: string) => void;
  readonly onChoose: () => void;
}

/** A problem document, whole: what went wrong, what was expected, what was found, what to do. */
export function ProblemPanel({ problem, onRetry, onInsist, onKey, onChoose }: Props) {
  const wantsKey = isAboutKey(problem.type);
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
      {wantsKey && <KeyForm onKey={onKey} />}
      <div class="actions">
        {onRetry && !wantsKey && (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )}
        {onInsist && (
          <button type="button" onClick={onInsist}>
            Report with a warning
          </button>
        )}
        <button type="button" class={wantsKey ? undefined : 'primary'} onClick={onChoose}>
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
