// SPDX-License-Identifier: Apache-2.0
import type { GenerationOptions } from '../api/report-client';
import { VerdictLegend } from '../sentences/verdict-mark';
import { GenerationFields } from './generation-fields';

interface Props {
  readonly options: GenerationOptions;
  readonly onOptions: (options: GenerationOptions) => void;
}

/** What the empty page says beside the light box. */
export function Introduction({ options, onOptions }: Props) {
  return (
    <div class="introduction">
      <h1>A report you can check against the image</h1>
      <p>
        Specialist models read the radiograph, a language model writes the findings, and each
        sentence is compared with what was measured. Point at a sentence to see the regions it rests
        on.
      </p>
      <h2>Verdicts</h2>
      <VerdictLegend />
      <GenerationFields options={options} onChange={onOptions} />
    </div>
  );
}
