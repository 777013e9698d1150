// SPDX-License-Identifier: Apache-2.0
import type { ReportOptions } from './gateway-client.js';
import { gatewayUrlOf, numberOption, parseCommand, UsageError } from './usage.js';

/** A parsed `asarg report` line; `'help'` when help was asked for. */
export interface ReportCommand {
  readonly file: string;
  readonly json: boolean;
  readonly url: string | undefined;
  readonly everyPart: boolean;
  readonly options: ReportOptions;
}

const generation = {
  seed: { type: 'string' },
  temperature: { type: 'string' },
  'top-p': { type: 'string' },
  'max-new-tokens': { type: 'string' },
  guidance: { type: 'string' },
} as const;

const slotsPattern = /^[\w-]{1,64}(?:,[\w-]{1,64})*$/;

/** Slots to leave out; whether the fusion bundle has them is for the mesh to say. */
function readWithout(text: string | undefined): string | undefined {
  const names = text?.replaceAll(/\s/g, '');
  if (names === undefined || slotsPattern.test(names)) return names;
  throw new UsageError(
    `--without: expected names of slots such as cxas,lvm-med, found "${text}"`,
    'report',
  );
}

/** @throws UsageError of `command` for anything but the two modes. */
export function readGate(
  text: string | undefined,
  command: 'report' | 'eval',
): ReportOptions['gate'] {
  if (text === undefined || text === 'enforce' || text === 'warn') return text;
  throw new UsageError(`--gate: expected enforce or warn, found "${text}"`, command);
}

/**
 * Reads the arguments after `asarg report`.
 * @throws UsageError saying what was expected and found.
 */
export function readReportCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ReportCommand | 'help' {
  const { values, positionals } = parseCommand('report', args, {
    ...generation,
    without: { type: 'string' },
    gate: { type: 'string' },
    json: { type: 'boolean' },
    url: { type: 'string' },
    'all-stages': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) return 'help';
  const [file, ...more] = positionals;
  if (!file || more.length > 0) {
    const found = file ? `${positionals.length}` : 'none';
    throw new UsageError(`expected one FILE, found ${found}`, 'report');
  }
  const number = (name: keyof typeof generation, least: number, most: number, whole = false) =>
    numberOption('report', name, values[name], { least, most, whole });
  return {
    file,
    json: values.json ?? false,
    url:
      gatewayUrlOf('report', '--url', values.url) ??
      gatewayUrlOf('report', 'ASARG_URL', env['ASARG_URL']),
    everyPart: values['all-stages'] ?? false,
    options: {
      seed: number('seed', 0, 4_294_967_295, true),
      temperature: number('temperature', 0, 2),
      topP: number('top-p', 0, 1),
      maxNewTokens: number('max-new-tokens', 1, 65_536, true),
      guidance: number('guidance', 0, 4),
      without: readWithout(values.without),
      gate: readGate(values.gate, 'report'),
    },
  };
}
