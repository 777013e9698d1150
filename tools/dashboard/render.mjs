// SPDX-License-Identifier: Apache-2.0
// Panels as a page without scripts: small multiples in SVG, light or dark as the reader has it.

/** @typedef {{ name: string, points: [number, number][] }} Line seconds since 1970 and values. */

const width = 380;
const height = 150;
const left = 46;
const bottom = 18;
const hues = [
  '#2a78d6',
  '#c9671a',
  '#2a9d6f',
  '#b0479e',
  '#8a6d00',
  '#5a5fd0',
  '#c23b3b',
  '#4d7d8c',
];
const shownLines = 8;

const style = `:root{color-scheme:light dark;--ink:light-dark(#1c1f24,#e6e8eb);--faint:light-dark(#6b727c,#9aa1ab);
--rule:light-dark(#dfe3e8,#30353c);--page:light-dark(#fff,#15181c)}
body{font:14px/1.4 system-ui,sans-serif;color:var(--ink);background:var(--page);margin:24px;max-width:1640px}
h1{font-size:20px;margin:0}h2{font-size:15px;margin:28px 0 8px;border-bottom:1px solid var(--rule)}
p{color:var(--faint);margin:2px 0}.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(380px,1fr));gap:18px 22px}
.stat{grid-template-columns:repeat(auto-fill,minmax(200px,1fr))}figure{margin:0}figcaption{font-weight:600}figure p{font-size:12px}svg{width:100%;height:auto;display:block}
text{font-size:10px;fill:var(--faint)}.rule{stroke:var(--rule)}figure .value{font-size:30px;color:var(--ink)}
ul{list-style:none;margin:2px 0 0 ${left}px;padding:0;font-size:12px;display:flex;flex-wrap:wrap;gap:0 12px}
i{display:inline-block;width:10px;height:3px;vertical-align:middle;margin-right:4px}`;

/** @param {{ panel: import('./panels.mjs').Panel, lines: Line[] }[]} drawn */
export function page(title, subtitle, drawn) {
  const rows = Map.groupBy(drawn, ({ panel }) => panel.row);
  const sections = [...rows].map(
    ([row, items]) =>
      `<h2>${escaped(row)}</h2>\n<div class="panels ${items[0].panel.type}">${items.map(figure).join('\n')}</div>`,
  );
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><style>${style}</style>
<h1>${escaped(title)}</h1><p>${escaped(subtitle)}</p>
${sections.join('\n')}
</html>
`;
}

function figure({ panel, lines }) {
  const head = `<figcaption>${escaped(panel.title)}</figcaption><p>${escaped(panel.description ?? '')}</p>`;
  if (lines.length === 0) return `<figure>${head}<p>nothing to show</p></figure>`;
  const last = ({ points }) => points.at(-1)[1];
  // Those that matter now, each of a colour, and in one order from top to bottom.
  const shown = lines.toSorted((a, b) => last(b) - last(a)).slice(0, shownLines);
  const more = lines.length - shown.length;
  const svg = panel.type === 'stat' ? number(last(shown[0]), panel.unit) : chart(panel, shown);
  const legend = shown.map(
    (line, index) =>
      `<li><i style="background:${hues[index]}"></i>${escaped(line.name || panel.title)} ${inUnit(last(line), panel.unit)}</li>`,
  );
  if (more > 0) legend.push(`<li>and ${more} smaller</li>`);
  const list = panel.type === 'stat' ? '' : `<ul>${legend.join('')}</ul>`;
  return `<figure>${head}${svg}${list}</figure>`;
}

function number(value, unit) {
  return `<p class="value">${inUnit(value, unit)}</p>`;
}

function chart({ unit, isStacked }, lines) {
  const drawn = isStacked ? stacked(lines) : lines;
  const times = drawn.flatMap(({ points }) => points.map(([time]) => time));
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => value));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const top = roundUp(Math.max(...values));
  const floor = Math.min(0, ...values);
  const x = (time) => left + ((width - left) * (time - from)) / (to - from || 1);
  const y = (value) => 6 + ((height - bottom - 6) * (top - value)) / (top - floor || 1);
  const path = (points) =>
    points.map(([t, v], i) => `${i ? 'L' : 'M'}${x(t).toFixed(1)} ${y(v).toFixed(1)}`).join('');
  const rules = [floor, (floor + top) / 2, top].map(
    (value) =>
      `<line class="rule" x1="${left}" x2="${width}" y1="${y(value)}" y2="${y(value)}"/><text x="${left - 5}" y="${y(value) + 3}" text-anchor="end">${inUnit(value, unit)}</text>`,
  );
  const clock = (time) => new Date(time * 1000).toISOString().slice(11, 19);
  const curves = drawn.map(({ points }, index) => {
    const line = `<path d="${path(points)}" fill="none" stroke="${hues[index]}" stroke-width="1.5"/>`;
    if (!isStacked) return line;
    const area = `${path(points)}L${x(points.at(-1)[0])} ${y(0)}L${x(points[0][0])} ${y(0)}Z`;
    return `<path d="${area}" fill="${hues[index]}" fill-opacity=".18"/>${line}`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" role="img">${rules.join('')}${curves.join('')}
<text x="${left}" y="${height - 4}">${clock(from)}</text><text x="${width}" y="${height - 4}" text-anchor="end">${clock(to)} UTC</text></svg>`;
}

/** Each on top of those after it, so that the first of the legend is the uppermost. */
function stacked(lines) {
  const sums = new Map();
  return lines
    .toReversed()
    .map(({ name, points }) => ({
      name,
      points: points.map(([time, value]) => {
        const sum = (sums.get(time) ?? 0) + value;
        sums.set(time, sum);
        return [time, sum];
      }),
    }))
    .toReversed();
}

function roundUp(value) {
  if (value <= 0) return value < 0 ? 0 : 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((step) => step * power >= value * 0.999);
}

function inUnit(value, unit) {
  const short = (number) => String(Number(number.toPrecision(3)));
  if (unit === 'percentunit') return `${short(value * 100)} %`;
  if (unit === 'bytes') return `${short(value / 2 ** 20)} MiB`;
  if (unit === 's') return Math.abs(value) < 1 ? `${short(value * 1000)} ms` : `${short(value)} s`;
  return short(value);
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
