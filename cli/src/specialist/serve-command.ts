// SPDX-License-Identifier: Apache-2.0
import type { ExecutionProvider } from '@asarg/runtime';
import { numberOption, parseCommand, UsageError } from '../usage.js';

/** A parsed `asarg specialist serve` line. */
export interface ServeCommand {
  readonly folder: string;
  /** `host:port`; port 0 takes any free one. */
  readonly listen: string;
  readonly executionProvider: ExecutionProvider;
  readonly threads: number;
  /** Requests that the network is given together; undefined for the provider's default. */
  readonly maxBatch: number | undefined;
  readonly queue: number;
  /** Whether to run the bundle's steps.ts; undefined if nothing was said. */
  readonly steps: boolean | undefined;
  /** gRPC target of the registry to join; undefined to join none. */
  readonly join: string | undefined;
  /** Name to join under; undefined for the bundle's. */
  readonly name: string | undefined;
  /** Where the registry reaches this process; undefined for the address listened on. */
  readonly advertise: string | undefined;
}

const command = 'specialist serve';
const providers: readonly ExecutionProvider[] = ['cpu', 'cuda', 'webgpu'];

/**
 * Reads the arguments after `asarg specialist serve`; ASARG_JOIN, ASARG_NAME and ASARG_ADVERTISE
 * stand in for theirs.
 * @throws UsageError saying what was expected and found.
 */
export function readServeCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ServeCommand {
  const { values, positionals } = parseCommand(command, args, {
    listen: { type: 'string' },
    threads: { type: 'string' },
    'max-batch': { type: 'string' },
    queue: { type: 'string' },
    'execution-provider': { type: 'string' },
    steps: { type: 'boolean' },
    'no-steps': { type: 'boolean' },
    join: { type: 'string' },
    name: { type: 'string' },
    advertise: { type: 'string' },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) {
    const found = folder === undefined ? 'none' : String(positionals.length);
    throw new UsageError(`expected one folder of a bundle, found ${found}`, command);
  }
  const listen = values.listen ?? '127.0.0.1:7020';
  const port = Number(/^[^\s]+:(\d{1,5})$/.exec(listen)?.[1] ?? NaN);
  if (!(port <= 65_535)) {
    throw new UsageError(`--listen: expected HOST:PORT, found "${listen}"`, command);
  }
  const provider = values['execution-provider'] ?? 'cpu';
  const executionProvider = providers.find((one) => one === provider);
  if (!executionProvider) {
    throw new UsageError(
      `--execution-provider: expected ${providers.join(', ')}; found "${provider}"`,
      command,
    );
  }
  if (values.steps && values['no-steps']) {
    throw new UsageError('expected --steps or --no-steps, found both', command);
  }
  const whole = (option: 'threads' | 'max-batch' | 'queue', least: number, most: number) =>
    numberOption(command, option, values[option], { least, most, whole: true });
  return {
    folder,
    listen,
    executionProvider,
    threads: whole('threads', 1, 256) ?? 1,
    maxBatch: whole('max-batch', 1, 64),
    queue: whole('queue', 0, 10_000) ?? 32,
    steps: values.steps ?? (values['no-steps'] ? false : undefined),
    join: values.join ?? env['ASARG_JOIN'],
    name: values.name ?? env['ASARG_NAME'],
    advertise: values.advertise ?? env['ASARG_ADVERTISE'],
  };
}

/** Help text of `asarg specialist serve`. */
export const serveHelp = `asarg specialist serve - serve a bundle as a specialist until Ctrl-C

Usage
  asarg specialist serve DIR [options]

Options
  --listen HOST:PORT       address to listen on (default 127.0.0.1:7020; port 0 takes a free one)
  --threads N              threads inside one operator, 1 to 256 (default 1)
  --max-batch N            requests that the network is given together, 1 to 64 (default 1 on cpu,
                           8 elsewhere)
  --queue N                requests that may wait for the network, 0 to 10000 (default 32)
  --execution-provider P   cpu (default), cuda or webgpu
  --join HOST:PORT         join the registry of the fusion-llm there, for as long as this runs
                           (default ASARG_JOIN)
  --name NAME              name to join under (default ASARG_NAME, then the bundle's name)
  --advertise HOST:PORT    where fusion-llm reaches this process (default ASARG_ADVERTISE, then the
                           address listened on)
  --steps, --no-steps      run the bundle's steps.ts, which is code, or serve without it
  -h, --help               this text

Prints its address, its outputs and its line for the registry file. What it cannot serve it says at
once: files and digests are checked and one blank film is encoded before it listens.

Exit codes
  0  it was stopped
  1  it failed; the reason is on standard error
  2  the command line is wrong
`;
