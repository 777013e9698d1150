// SPDX-License-Identifier: Apache-2.0
import { BundleError, readSpecialistBundle } from '@asarg/model-bundle';
import { createLogger } from '@asarg/service-kit';
import {
  readSpecialistConfig,
  startSpecialist,
  type RunningSpecialist,
  type SpecialistConfig,
} from '@asarg/specialist-kit';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Interruption } from '../interruption.js';
import { exitCode } from '../usage.js';
import { readServeCommand, serveHelp, type ServeCommand } from './serve-command.js';
import type { Subcommand } from '../command-group.js';

export const subcommand: Subcommand = {
  summary: 'serve a bundle until Ctrl-C',
  help: serveHelp,
  run: (args, interruption) => serve(readServeCommand(args, process.env), interruption),
};

const drainMs = 10_000;

/**
 * Serves a bundle in this process until it is interrupted.
 * @throws BundleError, or Error naming what does not fit.
 */
async function serve(command: ServeCommand, { signal }: Interruption): Promise<number> {
  const { listen, threads, maxBatch, queue, executionProvider } = command;
  const bundle = resolve(command.folder);
  const { manifest } = await readSpecialistBundle(bundle);
  const steps = stepsOf(bundle, command);
  const joining = joiningOf(manifest.name, command);
  const specialist = await startSpecialist({
    service: manifest.name,
    config: {
      ...joining,
      bundle,
      listen,
      executionProvider,
      threads,
      maxBatch,
      queue,
      drainMs,
      logLevel: 'warn',
    },
    logger: createLogger(manifest.name, 'warn'),
    ...(steps && { steps }),
  });
  process.stdout.write(announcement(manifest, specialist.address, steps !== undefined, joining));
  const ended = await untilStopped(specialist, signal);
  if (ended) {
    throw new Error(`the network's thread ended: ${ended.message}`, { cause: ended });
  }
  await specialist.close();
  process.stdout.write('stopped\n');
  return exitCode.ok;
}

/**
 * The settings of joining, with the rules that every specialist process has.
 * @throws ConfigError for an address that nobody can call.
 */
function joiningOf(
  bundleName: string,
  { listen, join: registry, name, advertise }: ServeCommand,
): Pick<SpecialistConfig, 'join' | 'name' | 'advertise'> {
  const settings = readSpecialistConfig(bundleName, listen, {
    ASARG_JOIN: registry,
    ASARG_NAME: name,
    ASARG_ADVERTISE: advertise,
  });
  return { join: settings.join, name: settings.name, advertise: settings.advertise };
}

/** A bundle from elsewhere may bring code: it runs only if that was asked for. */
function stepsOf(bundle: string, { steps, folder }: ServeCommand): URL | undefined {
  const file = join(bundle, 'steps.ts');
  const found = existsSync(file);
  if (steps && !found) {
    throw new BundleError(file, 'code of the specialist, as --steps says', 'no such file');
  }
  if (found && steps === undefined) {
    throw new Error(
      `${join(folder, 'steps.ts')} is code: expected --steps to run it or --no-steps to serve without, found neither`,
    );
  }
  return steps ? pathToFileURL(file) : undefined;
}

function announcement(
  { name, version, outputs }: Awaited<ReturnType<typeof readSpecialistBundle>>['manifest'],
  address: string,
  steps: boolean,
  joining: Pick<SpecialistConfig, 'join' | 'name' | 'advertise'>,
): string {
  const lines = outputs.map(
    (one) => `  ${one.name}  ${one.dtype} [${one.shape}]  ${one.meaning}\n`,
  );
  return (
    `serving ${name} ${version} on ${address}${steps ? ', with steps.ts' : ''}\n${lines.join('')}` +
    (joining.join === undefined
      ? `registry line  ${JSON.stringify({ name, address })}\n` +
        'add it to the specialists of the registry file (deploy/registry.json); Ctrl-C stops\n'
      : `joins the registry at ${joining.join} as ${joining.name}, ` +
        `${joining.advertise ?? address}; Ctrl-C leaves and stops\n`)
  );
}

function untilStopped(
  { ended }: RunningSpecialist,
  signal: AbortSignal,
): Promise<Error | undefined> {
  const stopped = new Promise<undefined>((settle) => {
    if (signal.aborted) settle(undefined);
    signal.addEventListener('abort', () => settle(undefined), { once: true });
  });
  return Promise.race([ended, stopped]);
}
