// SPDX-License-Identifier: Apache-2.0
import { renderFailure } from './failure.js';
import { helpTexts } from './help.js';
import { InterruptedError, listenForInterruption } from './interruption.js';
import { readVersion } from './repository-root.js';
import { describeTerminal } from './terminal.js';
import { exitCode, UsageError } from './usage.js';

function help(command: string): number {
  process.stdout.write(helpTexts[command] ?? '');
  return exitCode.ok;
}

// Each command is loaded when it is called: help must not wait for gRPC.
async function run(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  const interruption = (): ReturnType<typeof listenForInterruption> =>
    listenForInterruption(() => process.exit(exitCode.interrupted));
  switch (command) {
    case 'up': {
      const { readUpCommand } = await import('./up-options.js');
      const parsed = readUpCommand(rest);
      if (parsed === 'help') return help('up');
      return (await import('./up.js')).up(parsed, interruption());
    }
    case 'report': {
      const { readReportCommand } = await import('./report-options.js');
      const parsed = readReportCommand(rest, process.env);
      if (parsed === 'help') return help('report');
      return (await import('./report.js')).report(parsed, interruption());
    }
    case 'trace': {
      const { readTraceCommand } = await import('./trace-options.js');
      const parsed = readTraceCommand(rest, process.env);
      if (parsed === 'help') return help('trace');
      return (await import('./trace.js')).trace(parsed, interruption());
    }
    case 'top': {
      const { readTopCommand } = await import('./top/top-options.js');
      const parsed = readTopCommand(rest);
      if (parsed === 'help') return help('top');
      return (await import('./top/top.js')).top(parsed, interruption());
    }
    case 'phantom': {
      const { readPhantomCommand } = await import('./phantom-options.js');
      const parsed = readPhantomCommand(rest);
      if (parsed === 'help') return help('phantom');
      return (await import('./phantom.js')).phantom(parsed, interruption());
    }
    case 'eval': {
      const { readEvalCommand } = await import('./eval/eval-options.js');
      const parsed = readEvalCommand(rest, process.env);
      if (parsed === 'help') return help('eval');
      return (await import('./eval/eval.js')).evaluate(parsed, interruption());
    }
    case 'specialist': {
      const { specialist } = await import('./specialist/specialist.js');
      return (await import('./command-group.js')).runGroup(specialist, rest, interruption());
    }
    case 'bundle': {
      const { bundle } = await import('./bundle/bundle.js');
      return (await import('./command-group.js')).runGroup(bundle, rest, interruption());
    }
    case '-V':
    case '--version':
      process.stdout.write(`${readVersion()}\n`);
      return exitCode.ok;
    case 'help':
    case '-h':
    case '--help':
      return help(rest[0] ?? '');
    case undefined:
      throw new UsageError(
        'expected a command: up, report, trace, top, specialist, bundle, phantom or eval; found none',
        '',
      );
    default:
      throw new UsageError(
        `expected a command: up, report, trace, top, specialist, bundle, phantom or eval; found "${command}"`,
        '',
      );
  }
}

// A reader that closes early (`asarg report x | head -1`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    const hint = ['asarg', error.command, '--help'].filter(Boolean).join(' ');
    process.stderr.write(`asarg: ${error.message}\nTry \`${hint}\`.\n`);
    process.exitCode = exitCode.usage;
  } else if (error instanceof InterruptedError) {
    process.stderr.write('  interrupted\n');
    process.exitCode = exitCode.interrupted;
  } else {
    process.stderr.write(renderFailure(error, describeTerminal(process.stderr, process.env)));
    process.exitCode = exitCode.failed;
  }
}
// Idle keep-alive connections to a gateway would hold the process for seconds.
if (process.exitCode !== undefined) {
  process.stdout.write('', () => process.exit());
}
