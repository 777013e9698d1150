// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'preact/hooks';
import { VerdictLegend } from '../sentences/verdict-mark';
import { KEY_TABLE } from './key-map';

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Keys, pointer and verdicts on one sheet; Esc closes it, as dialogs do. */
export function HelpDialog({ open, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-heading" onClose={onClose}>
      <div class="panel-head">
        <h2 id="help-heading">Keys and marks</h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <table class="keys">
        <tbody>
          {KEY_TABLE.map((line) => (
            <tr key={line.command}>
              <th scope="row">
                {line.shown.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </th>
              <td>{line.means}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">
        Arrows step through the sentences when the list has the focus. On the image: drag for
        brightness and contrast, wheel or pinch to zoom, right drag or shift drag to move; click a
        region for the sentences that cite it.
      </p>
      <h3>Verdicts</h3>
      <VerdictLegend />
    </dialog>
  );
}
