// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import type { Verdict } from '../api/report-types';

/** Words of a verdict, short and explained. */
export const VERDICT_WORDS: Readonly<Record<Verdict, { word: string; means: string }>> = {
  supported: { word: 'Supported', means: 'what was measured on the image agrees' },
  contradicted: { word: 'Contradicted', means: 'what was measured on the image disagrees' },
  unsupported: { word: 'Unsupported', means: 'there is evidence, and it does not settle it' },
  not_verifiable: { word: 'Not verifiable', means: 'nothing here measures it' },
};

/** Each verdict has a shape of its own: the glyph can be told without its colour. */
const GLYPHS: Readonly<Record<Verdict, ComponentChildren>> = {
  supported: (
    <>
      <circle cx="8" cy="8" r="7" class="glyph-fill" />
      <path d="M4.6 8.3 7 10.7 11.5 5.6" class="glyph-cut" />
    </>
  ),
  contradicted: (
    <>
      <path d="M8 .6 15.4 8 8 15.4.6 8Z" class="glyph-fill" />
      <path d="m5.6 5.6 4.8 4.800m0-4.8-4.8 4.8" class="glyph-cut" />
    </>
  ),
  unsupported: (
    <>
      <path d="M8 1.4 15 14H1Z" class="glyph-line" />
      <path d="M8 6v4m0 1.300v1.2" class="glyph-line" />
    </>
  ),
  not_verifiable: (
    <>
      <circle cx="8" cy="8" r="6.4" class="glyph-line glyph-dashed" />
      <path d="M5 8h6" class="glyph-line" />
    </>
  ),
};

/** Glyph and word of a verdict. */
export function VerdictMark({ verdict }: { readonly verdict: Verdict }) {
  return (
    <span class={`verdict verdict-${verdict}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        {GLYPHS[verdict] ?? GLYPHS.not_verifiable}
      </svg>
      {VERDICT_WORDS[verdict]?.word ?? verdict}
    </span>
  );
}

/** The four verdicts and what they mean. */
export function VerdictLegend() {
  return (
    <dl class="legend">
      {(Object.keys(VERDICT_WORDS) as Verdict[]).map((verdict) => (
        <div key={verdict}>
          <dt>
            <VerdictMark verdict={verdict} />
          </dt>
          <dd>{VERDICT_WORDS[verdict].means}</dd>
        </div>
      ))}
    </dl>
  );
}
