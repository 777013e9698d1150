// SPDX-License-Identifier: Apache-2.0
import { join, relative } from 'node:path';
import { formatDuration } from './duration.js';
import type { Interruption } from './interruption.js';
import { checkFile, makeAndPrint } from './make-and-print.js';
import { startMesh, type Mesh } from './mesh.js';
import { createPaint } from './paint.js';
import { repositoryRoot, readVersion } from './repository-root.js';
import { createStartupProgress } from './startup-progress.js';
import { describeTerminal } from './terminal.js';
import type { UpCommand } from './up-options.js';
import { exitCode } from './usage.js';

/** The sample that ships with the project. */
export const sampleFile: string = join(repositoryRoot, 'samples', 'phantom.dcm');

function sayUp(mesh: Mesh, stream: NodeJS.WriteStream): void {
  const terminal = describeTerminal(stream, process.env);
  const paint = createPaint(terminal);
  const { dash, dot } = terminal.glyphs;
  const at = mesh.addresses.gateway.endsWith(':8080') ? '' : ` --url ${mesh.gatewayUrl}`;
  const logs = relative(process.cwd(), mesh.logsFolder);
  const lines = [
    '',
    `  Open ${paint(mesh.gatewayUrl, 'bold', 'cyan')} ${dash} drop a chest radiograph on the page.`,
    `  Or, in another terminal: ${paint(`npx asarg report FILE${at}`, 'bold')}`,
    '',
    paint(
      `  Ready in ${formatDuration(mesh.readyMs)} ${dot} logs in ${logs} ${dot} Ctrl-C stops`,
      'dim',
    ),
    paint('  Research use only, not for diagnosis.', 'yellow'),
    '',
  ];
  stream.write(`${lines.join('\n')}\n`);
}

function untilInterrupted(signal: AbortSignal): Promise<void> {
  // A signal handler alone does not keep the process alive while every child is being restarted.
  const alive = setInterval(() => undefined, 60_000);
  return new Promise((resolve) => {
    const done = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}

/** `asarg up`. @returns the exit code. */
export async function up(command: UpCommand, interruption: Interruption): Promise<number> {
  const file = command.once ? (command.once.file ?? sampleFile) : undefined;
  if (file) await checkFile(file);
  // With --once standard output belongs to the report.
  const out = command.once || command.json ? process.stderr : process.stdout;
  const terminal = describeTerminal(out, process.env);
  const progress = createStartupProgress(out, terminal);
  const eventLines = command.json && !command.once;
  const sayEvent = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

  out.write(`\n  ${createPaint(terminal)('ASaRG Mesh', 'bold')} ${readVersion()}\n\n`);
  const mesh = await startMesh({
    ports: command.ports,
    dataFolder: command.dataFolder,
    bundlesFolder: command.bundlesFolder,
    registryFile: command.registryFile,
    drainMs: command.once ? 2_000 : undefined,
    onPlan: progress.onPlan,
    onEvent(event) {
      progress.onEvent(event);
      if (eventLines) sayEvent(event);
    },
    signal: interruption.signal,
  }).finally(progress.finish);
  interruption.onSecond(mesh.kill);
  if (mesh.notActive.length > 0) {
    out.write(`  not in use yet: ${mesh.notActive.join(', ')}; reports will be partial\n`);
  }

  try {
    if (file) {
      const { gatewayUrl } = mesh;
      return await makeAndPrint({
        gatewayUrl,
        file,
        json: command.json,
        signal: interruption.signal,
      });
    }
    if (eventLines) {
      const { gatewayUrl, addresses, readyMs } = mesh;
      sayEvent({ kind: 'up', gatewayUrl, addresses, pids: mesh.pids(), readyMs });
    } else {
      sayUp(mesh, process.stdout);
    }
    await untilInterrupted(interruption.signal);
    out.write('  stopping: services finish what is in flight (Ctrl-C again does not wait)\n');
    return exitCode.ok;
  } finally {
    await mesh.close();
    if (!file) out.write('  stopped\n');
  }
}
