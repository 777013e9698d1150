// SPDX-License-Identifier: Apache-2.0
import { circumstances, type BenchContext } from '../bench-context.js';
import { readFrame, toMessage } from '../read-frame.js';
import type { BenchmarkResult } from '../results-page.js';
import { scaleFusion } from './scale-fusion.js';
import { scaleSpecialist } from './scale-specialist.js';

/** Scales a specialist, then fusion-llm, out and in again under constant load. */
export async function benchScale(context: BenchContext): Promise<BenchmarkResult> {
  const frame = toMessage(await readFrame(context.file));
  const rows = [...(await scaleSpecialist(context, frame)), ...(await scaleFusion(context, frame))];
  return {
    section: 'scale',
    rows,
    method: `fusion-llm with its real bundle, specialists with tiny networks, each a process; constant load. ${circumstances()}`,
  };
}
