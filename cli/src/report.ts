// SPDX-License-Identifier: Apache-2.0
import type { Interruption } from './interruption.js';
import { checkFile, makeAndPrint } from './make-and-print.js';
import type { ReportCommand } from './report-options.js';
import { withMesh } from './with-mesh.js';

/** `asarg report`. @returns the exit code. */
export async function report(command: ReportCommand, interruption: Interruption): Promise<number> {
  await checkFile(command.file);
  return withMesh({ url: command.url }, interruption, (gatewayUrl, isTemporary) =>
    makeAndPrint({ ...command, gatewayUrl, keeps: !isTemporary, signal: interruption.signal }),
  );
}
