// SPDX-License-Identifier: Apache-2.0
import type { Command } from '../keyboard/key-map';
import { toPercent, type WindowLevel, withPercent } from './window-level';

interface Props {
  readonly window: WindowLevel;
  readonly zoom: number;
  readonly filled: boolean;
  readonly regionsShown: boolean;
  readonly onWindow: (window: WindowLevel) => void;
  readonly run: (command: Command) => void;
}

/** Everything about the image that the keyboard does, for pointers. */
export function ImageToolbar({ window, zoom, filled, regionsShown, onWindow, run }: Props) {
  const { brightness, contrast } = toPercent(window);
  return (
    <div class="toolbar" role="group" aria-label="Image">
      <div class="toolbar-keys">
        <button
          type="button"
          onClick={() => run('zoom-out')}
          aria-label="Zoom out"
          aria-keyshortcuts="-"
        >
          −
        </button>
        <output class="zoom" aria-label="Zoom">
          {zoom.toFixed(1)}×
        </output>
        <button
          type="button"
          onClick={() => run('zoom-in')}
          aria-label="Zoom in"
          aria-keyshortcuts="+"
        >
          +
        </button>
        <button type="button" onClick={() => run('reset-view')} aria-keyshortcuts="0">
          Reset
        </button>
        <button
          type="button"
          aria-pressed={window.inverted}
          onClick={() => run('invert')}
          aria-keyshortcuts="i"
        >
          Invert
        </button>
        <button
          type="button"
          aria-pressed={regionsShown}
          onClick={() => run('toggle-regions')}
          aria-keyshortcuts="s"
        >
          Regions
        </button>
        <button
          type="button"
          aria-pressed={filled}
          onClick={() => run('toggle-fill')}
          aria-keyshortcuts="o"
        >
          Fill
        </button>
      </div>
      <div class="toolbar-sliders">
        <Slider
          name="Brightness"
          value={brightness}
          onInput={(value) => onWindow(withPercent(window, { brightness: value }))}
        />
        <Slider
          name="Contrast"
          value={contrast}
          onInput={(value) => onWindow(withPercent(window, { contrast: value }))}
        />
      </div>
    </div>
  );
}

function Slider(props: { name: string; value: number; onInput: (value: number) => void }) {
  return (
    <label class="slider">
      <span>{props.name}</span>
      <input
        type="range"
        min={-100}
        max={100}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}
