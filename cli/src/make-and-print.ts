// SPDX-License-Identifier: Apache-2.0
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GatewayError } from './gateway-error.js';
import { makeReport, type ReportOptions } from './gateway-client.js';
import { renderProblem } from './render-problem.js';
import { renderReport } from './render-report.js';
import { createReportProgress } from './report-progress.js';
import { describeTerminal } from './terminal.js';
import { exitCode } from './usage.js';
import { usualGatewayUrl } from './usual-gateway.js';

/** What to report on and how to show it. */
export interface ReportTask {
  readonly gatewayUrl: string;
  readonly file: string;
  readonly options?: ReportOptions;
  readonly json: boolean;
  readonly everyPart?: boolean;
  /** Whether the gateway keeps the report for later commands. @default false */
  readonly keeps?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Checks that a file can be sent.
 * @throws GatewayError with what was expected and found.
 */
export async function checkFile(file: string): Promise<void> {
  const found = await stat(file).then(
    (info) => (info.isFile() ? undefined : info.isDirectory() ? 'a folder' : 'not a regular file'),
    (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? 'nothing there' : (error.code ?? error.message),
  );
  if (found) {
    throw new GatewayError({
      title: `Cannot read ${file}`,
      expected: 'a DICOM, PNG or JPEG file',
      found,
    });
  }
}

/**
 * Makes a report: progress on standard error, the report on standard output.
 * @returns the exit code.
 * @throws GatewayError when the gateway refuses or cannot be reached.
 */
export async function makeAndPrint(task: ReportTask): Promise<number> {
  const errorTerminal = describeTerminal(process.stderr, process.env);
  const progress = createReportProgress(process.stderr, errorTerminal);
  const { gatewayUrl, file, options, signal } = task;
  const report = await makeReport(gatewayUrl, file, options, progress.onEvent, signal).finally(
    progress.stop,
  );
  const failed = report.status === 'FAILED';
  if (task.json) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else if (!failed) {
    const context = {
      fileName: basename(file),
      everyPart: task.everyPart,
      ...(task.keeps && { traceCommand: traceCommand(gatewayUrl, report.id) }),
    };
    const terminal = describeTerminal(process.stdout, process.env);
    process.stdout.write(renderReport(report, context, terminal));
  }
  if (failed) {
    const problem = report.error ?? {
      title: 'The report failed',
      detail: `report ${report.id} ended without a reason`,
    };
    process.stderr.write(renderProblem(problem, errorTerminal));
  }
  return failed ? exitCode.failed : exitCode.ok;
}

/** The command that shows more of where the time went. */
function traceCommand(gatewayUrl: string, id: string): string {
  const { origin } = new URL(gatewayUrl);
  return `asarg trace ${id}${origin === usualGatewayUrl ? '' : ` --gateway ${origin}`}`;
}
