// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';

interface Props {
  readonly summary: string;
  readonly title?: string;
  readonly onToggle?: (isOpen: boolean) => void;
  readonly children: ComponentChildren;
}

/** A few words that open to more. */
export function Disclosure({ summary, title, onToggle, children }: Props) {
  return (
    <details class="disclosure" onToggle={({ currentTarget }) => onToggle?.(currentTarget.open)}>
      <summary title={title}>{summary}</summary>
      <div class="disclosed">{children}</div>
    </details>
  );
}
