// SPDX-License-Identifier: Apache-2.0
import { gatewayUrlOf, parseCommand, UsageError } from './usage.js';
import { usualGatewayUrl } from './usual-gateway.js';

/** A parsed `asarg trace` line. */
export interface TraceCommand {
  /** Id of the report. */
  readonly id: string;
  readonly gatewayUrl: string;
  readonly follow: boolean;
  readonly json: boolean;
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Reads the arguments after `asarg trace`; `'help'` when help was asked for.
 * @throws UsageError saying what was expected and found.
 */
export function readTraceCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): TraceCommand | 'help' {
  const { values, positionals } = parseCommand('trace', args, {
    gateway: { type: 'string' },
    follow: { type: 'boolean', short: 'f' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) return 'help';
  const [id, ...more] = positionals;
  if (!id || more.length > 0) {
    const found = id ? `${positionals.length}` : 'none';
    throw new UsageError(`expected the id of one REPORT, found ${found}`, 'trace');
  }
  if (!uuid.test(id)) {
    throw new UsageError(
      `expected the whole id of a report, as \`asarg report\` prints it, found "${id}"`,
      'trace',
    );
  }
  return {
    id: id.toLowerCase(),
    gatewayUrl:
      gatewayUrlOf('trace', '--gateway', values.gateway) ??
      gatewayUrlOf('trace', 'ASARG_URL', env['ASARG_URL']) ??
      usualGatewayUrl,
    follow: values.follow ?? false,
    json: values.json ?? false,
  };
}
