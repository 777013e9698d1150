// SPDX-License-Identifier: Apache-2.0
import type { GenerationOptions } from '../api/report-client';

interface Field {
  readonly name: Exclude<keyof GenerationOptions, 'without' | 'gate'>;
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  readonly step: number | 'any';
}

const FIELDS: readonly Field[] = [
  { name: 'seed', label: 'Seed', hint: 'whole number', min: 0, max: 4294967295, step: 1 },
  {
    name: 'temperature',
    label: 'Temperature',
    hint: '0 is greedy, up to 2',
    min: 0,
    max: 2,
    step: 'any',
  },
  { name: 'topP', label: 'Top-p', hint: 'above 0, up to 1', min: 0.01, max: 1, step: 'any' },
  { name: 'maxNewTokens', label: 'Tokens', hint: 'at most', min: 1, max: 4096, step: 1 },
  { name: 'guidance', label: 'Guidance', hint: '0 to 4', min: 0, max: 4, step: 'any' },
];

interface Props {
  readonly options: GenerationOptions;
  readonly onChange: (options: GenerationOptions) => void;
}

/** The options of a report; an empty field leaves the choice to the model bundle. */
export function GenerationFields({ options, onChange }: Props) {
  return (
    <details class="options">
      <summary>Generation options</summary>
      <p class="quiet">Empty fields take the model bundle&rsquo;s own values.</p>
      <div class="fields">
        {FIELDS.map(({ name, label, hint, min, max, step }) => (
          <label key={name}>
            <span>
              {label} <span class="quiet">{hint}</span>
            </span>
            <input
              type="number"
              inputMode="decimal"
              min={min}
              max={max}
              step={step}
              value={options[name] ?? ''}
              onInput={({ currentTarget }) =>
                onChange({
                  ...options,
                  [name]: currentTarget.value === '' ? undefined : currentTarget.valueAsNumber,
                })
              }
            />
          </label>
        ))}
        <label>
          <span>
            Leave out <span class="quiet">slots, such as cxas,lvm-med</span>
          </span>
          <input
            type="text"
            value={options.without ?? ''}
            onInput={({ currentTarget }) =>
              onChange({ ...options, without: currentTarget.value || undefined })
            }
          />
        </label>
        <label class="tick">
          <input
            type="checkbox"
            checked={options.gate === 'warn'}
            onChange={({ currentTarget }) =>
              onChange({ ...options, gate: currentTarget.checked ? 'warn' : undefined })
            }
          />
          Report on any image, with a warning
        </label>
      </div>
    </details>
  );
}
