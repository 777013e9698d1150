// SPDX-License-Identifier: Apache-2.0
import type { WantedPorts } from './ports.js';
import { serviceNames, type ServiceName } from './service-table.js';
import { numberOption, parseCommand, UsageError } from './usage.js';

/** A parsed `asarg up` line. */
export interface UpCommand {
  readonly ports: WantedPorts | 'free';
  readonly dataFolder: string | undefined;
  readonly bundlesFolder: string | undefined;
  readonly registryFile: string | undefined;
  /** Make one report of this file (undefined: the sample) and stop. */
  readonly once: { readonly file: string | undefined } | undefined;
  readonly json: boolean;
}

const portRange = { least: 0, most: 65_535, whole: true };

function readPorts(list: string | undefined, gateway: string | undefined): WantedPorts | 'free' {
  const gatewayPort = numberOption('up', 'port', gateway, portRange);
  const ports: Partial<Record<ServiceName, number>> = {};
  if (list === 'free') {
    if (gatewayPort === undefined) return 'free';
    for (const name of serviceNames) ports[name] = 0;
  } else {
    for (const item of (list ?? '').split(',').filter(Boolean)) {
      const [name, port] = item.split('=');
      const service = serviceNames.find((known) => known === name);
      if (!service || port === undefined) {
        throw new UsageError(
          `--ports: expected SERVICE=PORT with one of ${serviceNames.join(', ')}, or "free"; found "${item}"`,
          'up',
        );
      }
      ports[service] = numberOption('up', `ports ${service}`, port, portRange);
    }
  }
  if (gatewayPort !== undefined) ports.gateway = gatewayPort;
  return ports;
}

/**
 * Reads the arguments after `asarg up`.
 * @throws UsageError saying what was expected and found.
 */
export function readUpCommand(args: readonly string[]): UpCommand | 'help' {
  const { values, positionals } = parseCommand('up', args, {
    port: { type: 'string' },
    ports: { type: 'string' },
    data: { type: 'string' },
    bundles: { type: 'string' },
    registry: { type: 'string' },
    once: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) return 'help';
  const [file, ...more] = positionals;
  if (file !== undefined && !values.once) {
    throw new UsageError(
      `expected no FILE without --once, found "${file}"; did you mean \`asarg report ${file}\`?`,
      'up',
    );
  }
  if (more.length > 0) {
    throw new UsageError(`expected at most one FILE, found ${positionals.length}`, 'up');
  }
  return {
    ports: readPorts(values.ports, values.port),
    dataFolder: values.data,
    bundlesFolder: values.bundles,
    registryFile: values.registry,
    once: values.once ? { file } : undefined,
    json: values.json ?? false,
  };
}
