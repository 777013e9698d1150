// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { splitCommand } from './split-command.js';

/** A server that the kit started. */
export interface ServerProcess {
  /** How it ended, once it has: `exit code 0`, `killed by SIGKILL`, or why it did not start. */
  readonly ended: Promise<string>;
  /** The same, if it has ended. */
  readonly end: string | undefined;
  /** The last lines it wrote, at most 5. */
  lastLines(): string;
  /** Asks it to drain. */
  terminate(): void;
  /** Ends it at once. */
  kill(): void;
}

const keptBytes = 4096;
const keptLines = 5;

/**
 * Starts a server as a process of its own, with ASARG_LISTEN set to the address.
 * @throws RangeError for a command that cannot be split.
 */
export function startServerProcess(command: string, address: string): ServerProcess {
  const { program, args, environment } = splitCommand(command);
  const child = spawn(program, args, {
    env: { ...process.env, ASARG_LISTEN: address, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C ends the kit, which then ends the server.
    detached: true,
    windowsHide: true,
  });
  let output = '';
  const take = (text: string): void => void (output = (output + text).slice(-keptBytes));
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  let end: string | undefined;
  const ended = new Promise<string>((resolve) => {
    const settle = (how: string): void => resolve((end ??= how));
    child.once('error', (error) => settle(error.message));
    child.once('exit', (code, signal) =>
      settle(signal ? `killed by ${signal}` : `exit code ${code ?? 'unknown'}`),
    );
  });
  const kill = (): void => void child.kill('SIGKILL');
  // Also when this process ends before the run is over.
  process.once('exit', kill);
  void ended.then(() => process.removeListener('exit', kill));
  return {
    ended,
    get end() {
      return end;
    },
    lastLines: () => output.trimEnd().split('\n').slice(-keptLines).join('\n'),
    terminate: () => void child.kill('SIGTERM'),
    kill,
  };
}
