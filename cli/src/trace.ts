// SPDX-License-Identifier: Apache-2.0
import { followReport, readReport } from './gateway-client.js';
import type { Interruption } from './interruption.js';
import { criticalMs, renderTrace } from './render-trace.js';
import type { ReportJson } from './report-json.js';
import { describeTerminal } from './terminal.js';
import { createTraceProgress } from './trace-progress.js';
import type { TraceCommand } from './trace-options.js';
import { exitCode } from './usage.js';

/**
 * `asarg trace`: the waterfall on standard output; while a report is followed, its stages on
 * standard output too. @returns the exit code.
 * @throws GatewayError when there is no such report or the gateway cannot be reached.
 */
export async function trace(command: TraceCommand, { signal }: Interruption): Promise<number> {
  const terminal = describeTerminal(process.stdout, process.env);
  const report = await reportOf(command, signal);
  process.stdout.write(
    command.json
      ? `${JSON.stringify(timesOf(report), null, 2)}\n`
      : `\n${renderTrace(report, terminal)}`,
  );
  return exitCode.ok;

  async function reportOf({ gatewayUrl, id, follow, json }: TraceCommand, stop: AbortSignal) {
    const found = await readReport(gatewayUrl, id, stop);
    if (!follow || found.status !== 'IN_PROGRESS') return found;
    if (json) return followReport(gatewayUrl, id, () => undefined, stop);
    const { rows } = process.stdout;
    const progress = createTraceProgress(process.stdout, terminal, id, rows);
    return followReport(gatewayUrl, id, progress.onEvent, stop).finally(progress.stop);
  }
}

/** What a report tells of its time, and nothing of what it says. */
function timesOf(report: ReportJson) {
  const { id, status, durationMs, firstTokenMs, traceId, stages = [] } = report;
  return {
    id,
    status,
    durationMs: durationMs ?? null,
    criticalPathMs: criticalMs(stages) ?? null,
    firstTokenMs: firstTokenMs ?? null,
    traceId: traceId ?? null,
    stages,
    attempts: Object.fromEntries(
      (report.contributions ?? []).flatMap(({ specialist, attempts }) =>
        specialist && attempts ? [[specialist, attempts]] : [],
      ),
    ),
  };
}
