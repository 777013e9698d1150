// SPDX-License-Identifier: Apache-2.0
import { findingKinds, type FindingKind } from '@asarg/phantom';
import { numberOption, parseCommand, UsageError } from './usage.js';

/** A parsed `asarg phantom` line. */
export interface PhantomCommand {
  readonly folder: string;
  readonly count: number;
  readonly seed: number;
  readonly size: number;
  readonly format: 'dicom' | 'png' | 'both';
  readonly masks: boolean;
  readonly pairs: boolean;
  readonly contactSheet: boolean;
  readonly kinds: readonly FindingKind[] | undefined;
}

const formats = ['dicom', 'png', 'both'] as const;

/**
 * Reads the arguments after `asarg phantom`.
 * @throws UsageError saying what was expected and found.
 */
export function readPhantomCommand(args: readonly string[]): PhantomCommand | 'help' {
  const { values, positionals } = parseCommand('phantom', args, {
    count: { type: 'string' },
    seed: { type: 'string' },
    out: { type: 'string' },
    size: { type: 'string' },
    format: { type: 'string' },
    masks: { type: 'boolean' },
    pairs: { type: 'boolean' },
    findings: { type: 'string' },
    'contact-sheet': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) return 'help';
  if (positionals.length > 0) {
    throw new UsageError(`expected options only, found "${positionals[0]}"`, 'phantom');
  }
  if (!values.out)
    throw new UsageError('--out: expected a folder to write to, found none', 'phantom');
  const whole = (
    name: 'count' | 'seed' | 'size',
    least: number,
    most: number,
  ): number | undefined =>
    numberOption('phantom', name, values[name], { least, most, whole: true });
  return {
    folder: values.out,
    count: whole('count', 1, 1_000_000) ?? 1,
    seed: whole('seed', 0, 4_000_000_000) ?? 1,
    size: whole('size', 64, 4096) ?? 512,
    format: readFormat(values.format),
    masks: values.masks ?? false,
    pairs: values.pairs ?? false,
    contactSheet: values['contact-sheet'] ?? false,
    kinds: readKinds(values.findings),
  };
}

function readFormat(text = 'png'): PhantomCommand['format'] {
  const format = formats.find((one) => one === text);
  if (!format) {
    throw new UsageError(`--format: expected ${formats.join(', ')}; found "${text}"`, 'phantom');
  }
  return format;
}

function readKinds(text: string | undefined): readonly FindingKind[] | undefined {
  if (text === undefined) return undefined;
  return text.split(',').map((name) => {
    const kind = findingKinds.find((one) => one.toLowerCase() === name.trim().toLowerCase());
    if (!kind) {
      const all = findingKinds.join(', ');
      throw new UsageError(
        `--findings: expected names among ${all}; found "${name.trim()}"`,
        'phantom',
      );
    }
    return kind;
  });
}
