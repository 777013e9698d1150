// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'preact/hooks';
import { type Command, commandOf, type KeyPress } from './key-map';

/** Runs the command of each key pressed on the page; a dialog that is open keeps its keys. */
export function useKeyboard(run: (command: Command) => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const { key, ctrlKey, metaKey, altKey } = event;
      const focus = focusOf(document.activeElement);
      const command = commandOf({ key, ctrlKey, metaKey, altKey, focus });
      if (!command) return;
      event.preventDefault();
      latest.current(command);
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function focusOf(element: Element | null): KeyPress['focus'] {
  if (element?.matches('textarea, [contenteditable], input:not([type=range], [type=file])')) {
    return 'text';
  }
  if (element?.matches('[role=listbox]')) return 'sentences';
  return element?.matches('input, select, button, summary') ? 'control' : 'page';
}
