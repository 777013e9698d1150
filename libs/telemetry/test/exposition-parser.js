// SPDX-License-Identifier: Apache-2.0
const pair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/y;
const numberShape = /^(NaN|[+-]Inf|-?\d+(\.\d+)?(e[+-]?\d+)?)$/;
/**
 * Reads an exposition as strictly as its grammar is: metadata before samples, families in one
 * piece, samples under a suffix that the type allows, no series twice, `# EOF` in OpenMetrics only.
 * @throws Error with the line that is not as it should be.
 */
export function parseExposition(text, openMetrics) {
  const families = new Map();
  const series = new Set();
  const lines = text.split('\n');
  expectThat(lines.pop() === '', 'the text ends with a line break', text.slice(-20));
  if (openMetrics) {
    expectThat(lines.pop() === '# EOF', 'the last line is # EOF', text.slice(-20));
  }
  let current;
  for (const line of lines) {
    const [, word, name = '', rest = ''] = /^# (TYPE|UNIT|HELP) (\S+) (.*)$/.exec(line) ?? [];
    if (word === 'TYPE') {
      expectThat(!families.has(name), 'a family comes once', line);
      current = { name, family: { type: rest, samples: [] } };
      families.set(name, current.family);
    } else if (word) {
      expectThat(current?.name === name, 'metadata is of the family above', line);
      expectThat(current.family.samples.length === 0, 'metadata comes before samples', line);
      current.family[word === 'UNIT' ? 'unit' : 'help'] = rest;
    } else {
      const sample = parseSample(line, openMetrics);
      expectThat(belongs(sample, current, openMetrics), 'a sample is of the family above', line);
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).toSorted()]);
      expectThat(!series.has(key), 'a series comes once', line);
      series.add(key);
      current.family.samples.push(sample);
    }
  }
  return families;
}
function belongs({ name }, { name: family, family: { type } }, openMetrics) {
  switch (type) {
    case 'histogram':
      return ['_bucket', '_sum', '_count'].some((suffix) => name === family + suffix);
    case 'counter':
      return openMetrics ? name === `${family}_total` : name === family && name.endsWith('_total');
    case 'info':
      return openMetrics && name === `${family}_info`;
    default:
      return type === 'gauge' && name === family;
  }
}
function parseSample(line, openMetrics) {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0];
  expectThat(name !== undefined, 'a sample begins with a name', line);
  const { labels, end } = parseLabels(line, name.length);
  const [value = '', hash, ...exemplar] = line.slice(end + 1).split(' ');
  expectThat(line[end] === ' ' && numberShape.test(value), 'a value follows', line);
  if (hash === undefined) {
    return { name: name, labels, value: parseNumber(value) };
  }
  expectThat(
    openMetrics && hash === '#' && exemplar.length === 3,
    'only an exemplar follows',
    line,
  );
  const at = line.indexOf(' # ') + 3;
  const [of = '', time = ''] = exemplar.slice(1);
  expectThat(
    numberShape.test(of) && numberShape.test(time),
    'an exemplar has value and time',
    line,
  );
  return {
    name: name,
    labels,
    value: parseNumber(value),
    exemplar: {
      labels: parseLabels(line, at).labels,
      value: parseNumber(of),
      timeSeconds: parseNumber(time),
    },
  };
}
function parseLabels(line, from) {
  const labels = {};
  if (line[from] !== '{') {
    return { labels, end: from };
  }
  pair.lastIndex = from + 1;
  for (;;) {
    const at = pair.lastIndex;
    const [all, name = '', value = ''] = pair.exec(line) ?? [];
    expectThat(all !== undefined && !(name in labels), 'labels come once, well quoted', line);
    labels[name] = value.replaceAll(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c));
    const end = at + all.length;
    if (line[end] === '}') {
      return { labels, end: end + 1 };
    }
    expectThat(line[end] === ',', 'a comma or a brace follows a label', line);
    pair.lastIndex = end + 1;
  }
}
function parseNumber(text) {
  return Number(text.replace('Inf', 'Infinity'));
}
function expectThat(holds, what, line) {
  if (!holds) {
    throw new Error(`expected that ${what}, found: ${line}`);
  }
}
//# sourceMappingURL=exposition-parser.js.map
