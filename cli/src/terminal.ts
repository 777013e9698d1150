// SPDX-License-Identifier: Apache-2.0
/** What a stream can show, decided once. */
export interface Terminal {
  /** Columns to use, 40 to 110. */
  readonly columns: number;
  readonly colour: boolean;
  /** Whether lines may be redrawn in place. */
  readonly live: boolean;
  readonly glyphs: Glyphs;
}

/** The signs used, in one of two alphabets. */
export interface Glyphs {
  readonly supported: string;
  readonly contradicted: string;
  readonly unsupported: string;
  readonly notVerifiable: string;
  readonly good: string;
  readonly bad: string;
  readonly dot: string;
  readonly times: string;
  readonly dash: string;
  readonly arrow: string;
  readonly ellipsis: string;
  readonly spinner: readonly string[];
  /** Partly filled cells, thinnest first; the last one is full. */
  readonly bar: readonly string[];
  /** Marks what a report waited for. */
  readonly critical: string;
  /** Where on the time axis the first token came. */
  readonly firstToken: string;
  /** Fill of a specialist's parts: waiting, own work around the model, the model, transfer. */
  readonly parts: Readonly<Record<'queue' | 'around' | 'run' | 'transfer', string>>;
}

const unicode: Glyphs = {
  supported: '✔',
  contradicted: '✘',
  unsupported: '○',
  notVerifiable: '?',
  good: '✔',
  bad: '✘',
  dot: '·',
  times: '×',
  dash: '–',
  arrow: '→',
  ellipsis: '…',
  spinner: [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'],
  bar: [...'▏▎▍▌▋▊▉█'],
  critical: '▸',
  firstToken: '┆',
  parts: { queue: '░', around: '▒', run: '█', transfer: '▓' },
};

const ascii: Glyphs = {
  supported: '+',
  contradicted: 'x',
  unsupported: 'o',
  notVerifiable: '?',
  good: 'ok',
  bad: 'x',
  dot: '-',
  times: 'x',
  dash: '-',
  arrow: '->',
  ellipsis: '...',
  spinner: [...'|/-\\'],
  bar: ['#'],
  critical: '>',
  firstToken: ':',
  parts: { queue: '.', around: '-', run: '#', transfer: '=' },
};

const narrowest = 40;
const widest = 110;
const pipedColumns = 100;

/** A locale that says it cannot do UTF-8; one that says nothing is taken to be modern. */
function lacksUnicode(env: NodeJS.ProcessEnv): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return env['TERM'] === 'linux' || (locale !== undefined && !/utf-?8/i.test(locale));
}

/**
 * Looks at a stream and the environment: colour and redrawing only on a terminal (never with
 * `TERM=dumb`), no colour with NO_COLOR set to anything (no-color.org), width from the terminal
 * or `COLUMNS`.
 */
export function describeTerminal(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: NodeJS.ProcessEnv,
): Terminal {
  const live = stream.isTTY === true && env['TERM'] !== 'dumb';
  const columns = stream.columns || Number(env['COLUMNS']) || pipedColumns;
  return {
    columns: Math.max(narrowest, Math.min(widest, Math.floor(columns))),
    colour: live && !env['NO_COLOR'],
    live,
    glyphs: lacksUnicode(env) ? ascii : unicode,
  };
}
