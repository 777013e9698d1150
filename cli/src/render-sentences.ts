// SPDX-License-Identifier: Apache-2.0
import { createPaint, type Style } from './paint.js';
import type { RegionJson, SentenceJson } from './report-json.js';
import type { Glyphs, Terminal } from './terminal.js';
import { printable, wrap } from './text-layout.js';

interface VerdictStyle {
  readonly glyph: keyof Glyphs & ('supported' | 'contradicted' | 'unsupported' | 'notVerifiable');
  readonly word: string;
  readonly colour: Style;
}

const verdicts: Readonly<Record<string, VerdictStyle>> = {
  supported: { glyph: 'supported', word: 'supported', colour: 'green' },
  contradicted: { glyph: 'contradicted', word: 'contradicted', colour: 'red' },
  unsupported: { glyph: 'unsupported', word: 'unsupported', colour: 'yellow' },
  not_verifiable: { glyph: 'notVerifiable', word: 'not verifiable', colour: 'blue' },
};

function describeRegion(region: RegionJson, times: string): string {
  const { x0, y0, x1, y1 } = region.box;
  const size = `${Math.round(x1 - x0)} ${times} ${Math.round(y1 - y0)}`;
  const origin = region.provenance ? ` (${region.provenance.toLowerCase()})` : '';
  return `${region.class}${origin} ${size} at ${Math.round(x0)}, ${Math.round(y0)}`;
}

/** Lines under a sentence: its evidence, then its regions. */
function grounds(sentence: SentenceJson, terminal: Terminal): string[] {
  const evidence = (sentence.evidence ?? []).map((one) => {
    const source = [one.specialist, one.provenance?.toLowerCase()].filter(Boolean).join(', ');
    return source ? `${one.text} (${source})` : one.text;
  });
  const regions = (sentence.regions ?? []).map((r) => describeRegion(r, terminal.glyphs.times));
  return regions.length > 0 ? [...evidence, `shown by: ${regions.join('; ')}`] : evidence;
}

/** Each sentence after the sign of its verdict, the verdict in words and what it rests on below. */
export function renderSentences(sentences: readonly SentenceJson[], terminal: Terminal): string[] {
  const paint = createPaint(terminal);
  const lines: string[] = [];
  for (const sentence of sentences) {
    const verdict = verdicts[sentence.verdict] ?? verdicts['not_verifiable'];
    if (!verdict) continue;
    const sign = terminal.glyphs[verdict.glyph];
    wrap(printable(sentence.text), terminal.columns - 4).forEach((line, i) => {
      const lead = i === 0 ? paint(sign, verdict.colour, 'bold') : ' ';
      lines.push(`  ${lead} ${paint(line, 'bold')}`);
    });
    lines.push(`    ${paint(verdict.word, verdict.colour)}`);
    for (const ground of grounds(sentence, terminal)) {
      wrap(printable(ground), terminal.columns - 6).forEach((line, i) => {
        lines.push(paint(`    ${i === 0 ? terminal.glyphs.dot : ' '} ${line}`, 'dim'));
      });
    }
    lines.push('');
  }
  lines.pop();
  return lines;
}
