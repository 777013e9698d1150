// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';

interface Props {
  /** Called with what was typed, without the space around it. */
  readonly onKey: (key: string) => void;
}

/** What a header can carry: visible ASCII. */
const KEY = '[ ]*[!-~]+[ ]*';

/** Asks for the key that the gateway wants. */
export function KeyForm({ onKey }: Props) {
  const [key, setKey] = useState('');
  return (
    <form
      class="key-form"
      onSubmit={(event) => {
        event.preventDefault();
        onKey(key.trim());
      }}
    >
      <label>
        <span>API key</span>
        <input
          type="password"
          autocomplete="off"
          required
          pattern={KEY}
          title="letters, digits and signs, without spaces"
          value={key}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">
        Use this key
      </button>
      <p class="quiet">Kept until this tab is closed.</p>
    </form>
  );
}
