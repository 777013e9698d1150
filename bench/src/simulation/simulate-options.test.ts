// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { sampleCosts } from './mesh/sample-costs.js';
import { readSimulateCommand } from './simulate-options.js';

const read = (line: string) => readSimulateCommand(line.split(' '), sampleCosts);

test('copies, cores, limits and stages are those of the command line', () => {
  const { costs, mesh, load } = read(
    '--reports-per-minute 60 --cxas 3 --cores cxas=4 --batch 8 --batch-share 0.5 --stage cxas/encode=12',
  );
  expect(load).toEqual({ kind: 'open', reportsPerMinute: 60 });
  expect(mesh.services['cxas']).toEqual({ copies: 3, cores: 4 });
  expect(mesh.services['fusion-llm']).toEqual({ copies: 1, cores: 2 });
  expect(mesh.limits.maxBatch).toBe(8);
  const cxas = costs.stages.find((one) => one.service === 'cxas' && one.stage === 'encode');
  expect(cxas).toMatchObject({ cpuMs: [12], thread: 'worker' });
});

test.each([
  ['--cxas 2', 'expected --reports-per-minute N or --clients N'],
  ['--clients 2 --reports-per-minute 3', 'expected --reports-per-minute N or --clients N'],
  ['--clients 2 --plan', 'expected --reports-per-minute N with --plan'],
  ['--clients 2 --cxas 0', '--cxas: expected a number of at least 1, found "0"'],
  ['--clients 2 --cores heart=2', 'expected one of gateway, fusion-llm, vision, cxas'],
  ['--clients 2 --batch-share 2', '--batch-share: expected a number from 0 to 1'],
  ['--clients 2 --heart 2', "Unknown option '--heart'"],
])('%s is refused', (line, message) => {
  expect(() => read(line)).toThrow(message);
});
