// SPDX-License-Identifier: Apache-2.0
import { conform, conformanceCases, junitOf, type ConformanceReport } from '@asarg/conformance';
import { writeOut } from '../eval/write-out.js';
import { startLiveLines } from '../live-lines.js';
import { createPaint } from '../paint.js';
import { describeTerminal } from '../terminal.js';
import { exitCode, UsageError } from '../usage.js';
import { readConformCommand, type ConformCommand } from './conform-options.js';
import { renderCase, renderCases, renderSummary } from './render-conformance.js';
import type { Subcommand } from '../command-group.js';

const help = `asarg specialist conform - does a server keep the contract of a specialist?

Usage
  asarg specialist conform ADDRESS [options]      ADDRESS: host:port of a running server
  asarg specialist conform ADDRESS --command CMD  starts the server, and sees how it drains
  asarg specialist conform --list                 the cases: id and what is expected

Options
  --bundle DIR         compare with this bundle: digest, name, version, licence
  --command CMD        such as "node server.js"; ASARG_LISTEN is set to ADDRESS. Not a shell's
                       line: only quotes and NAME=VALUE in front are known
  --only LIST          ids or groups of cases, such as input,stream.chunks; what they need is run too
  --timeout S          seconds for everything (default 180)
  --junit FILE         write the results as JUnit XML
  --json FILE          write the report as JSON
  -h, --help           this text

The server is sent drawn radiographs of nobody, good and bad ones. In any language: see
examples/python-specialist and proto/asarg/specialist/v1.

Exit codes
  0  no case failed
  1  a case failed
  2  the command line is wrong
  130  interrupted

Research use only, not for diagnosis.
`;

/** `asarg specialist conform`. */
export const subcommand: Subcommand = {
  summary: 'does a server keep the contract?',
  help,
  async run(args, { signal }) {
    const command = readConformCommand(args);
    if (command === 'list') {
      process.stdout.write(renderCases(conformanceCases));
      return exitCode.ok;
    }
    const report = await show(command, signal);
    if (command.junit !== undefined) {
      await writeOut(command.junit, junitOf(report));
    }
    if (command.json !== undefined) {
      await writeOut(command.json, `${JSON.stringify(report, undefined, 2)}\n`);
    }
    return report.passed ? exitCode.ok : exitCode.failed;
  },
};

/** Runs the cases and prints each as it ends; where lines can be redrawn, also how far it is. */
async function show(command: ConformCommand, signal: AbortSignal): Promise<ConformanceReport> {
  const { address, junit: _junit, json: _json, ...options } = command;
  const terminal = describeTerminal(process.stdout, process.env);
  const paint = createPaint(terminal);
  let progress = '';
  const live = startLiveLines(process.stdout, terminal, (frame) => {
    const { spinner } = terminal.glyphs;
    return progress ? [paint(`${spinner[frame % spinner.length]} ${progress}`, 'dim')] : [];
  });
  let group = '';
  try {
    for await (const event of conform(address, { ...options, signal })) {
      switch (event.$case) {
        case 'started':
          progress = `${event.done + 1} of ${event.total}, ${event.id}`;
          break;
        case 'result':
          if (event.value.group !== group) {
            live.print(`${group && '\n'}${paint(event.value.group, 'bold')}`);
            group = event.value.group;
          }
          live.print(renderCase(event.value, terminal));
          break;
        case 'report':
          progress = '';
          live.stop();
          process.stdout.write(`\n${renderSummary(event.value, terminal)}\n`);
          return event.value;
      }
    }
  } catch (error) {
    // Cases and commands that are no such thing.
    throw error instanceof RangeError
      ? new UsageError(error.message, 'specialist conform', { cause: error })
      : error;
  } finally {
    live.stop();
  }
  throw new Error('expected a report at the end of the run, found none');
}
