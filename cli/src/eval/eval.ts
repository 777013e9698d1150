// SPDX-License-Identifier: Apache-2.0
import type { Interruption } from '../interruption.js';
import type { EvalCommand } from './eval-options.js';

/** `asarg eval`. @returns the exit code. */
export async function evaluate(command: EvalCommand, interruption: Interruption): Promise<number> {
  switch (command.kind) {
    case 'report':
      return (await import('./report/eval-report.js')).evalReport(command, interruption);
    case 'compare':
      return (await import('./report/compare.js')).compare(command);
    case 'segmentation':
      return (await import('./segmentation/eval-segmentation.js')).evalSegmentation(
        command,
        interruption,
      );
    case 'ablation':
      return (await import('./ablation/eval-ablation.js')).evalAblation(command);
  }
}
