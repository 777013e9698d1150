// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { gatewayUrlOf, numberOption, parseCommand, UsageError } from '../usage.js';

/** A parsed `asarg top` line. */
export interface TopCommand {
  /** File of a running mesh that tells where metrics are; undefined if only `metrics` are asked. */
  readonly meshFile: string | undefined;
  /** Further services by name, before those of the file. */
  readonly metrics: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  readonly once: boolean;
  readonly json: boolean;
}

const usualMeshFile = join('.asarg', 'mesh.json');
const usualIntervalSeconds = 2;

/**
 * Reads the arguments after `asarg top`; `'help'` when help was asked for.
 * @throws UsageError saying what was expected and found.
 */
export function readTopCommand(args: readonly string[]): TopCommand | 'help' {
  const { values, positionals } = parseCommand('top', args, {
    mesh: { type: 'string' },
    metrics: { type: 'string', multiple: true },
    interval: { type: 'string' },
    once: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) return 'help';
  if (positionals.length > 0) {
    throw new UsageError(`expected no argument, found "${positionals[0]}"`, 'top');
  }
  const metrics = Object.fromEntries((values.metrics ?? []).map(readEndpoint));
  const isNamed = Object.keys(metrics).length > 0;
  const range = { least: 0.5, most: 3600 };
  const seconds = numberOption('top', 'interval', values.interval, range);
  return {
    meshFile: values.mesh ?? (isNamed ? undefined : usualMeshFile),
    metrics,
    intervalMs: (seconds ?? usualIntervalSeconds) * 1000,
    once: values.once ?? false,
    json: values.json ?? false,
  };
}

function readEndpoint(text: string): [string, string] {
  const [, name, address] = /^([\w.-]{1,40})=(.+)$/.exec(text) ?? [];
  if (!name || !address) {
    throw new UsageError(
      `--metrics: expected NAME=URL such as vision=http://127.0.0.1:9464/metrics, found "${text}"`,
      'top',
    );
  }
  return [name, gatewayUrlOf('top', '--metrics', address) ?? address];
}
