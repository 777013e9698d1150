// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { conformanceReport, goldenFrame } from '@asarg/conformance';
import { createSpecialistClient } from '@asarg/mesh-client';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { example, pythonEnvironment, type PythonEnvironment } from './python-environment.js';

const server = path.join(example, 'server.py');
let environment: PythonEnvironment;
let python = '';
let address = '';

beforeAll(async () => {
  environment = await pythonEnvironment();
  if (environment.$case === 'missing') {
    process.stderr.write(`python interoperability skipped: ${environment.reason}\n`);
  } else {
    python = environment.python;
  }
});

beforeEach(async (context) => {
  if (environment.$case === 'missing') {
    context.skip(environment.reason);
  }
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  address = `127.0.0.1:${(holder.address() as AddressInfo).port}`;
  holder.close();
  await once(holder, 'close');
});

test('the example in Python keeps the contract, and drains', async () => {
  const report = await conformanceReport(address, { command: `"${python}" "${server}"` });
  const failed = report.cases.filter(({ result }) => result === 'fail');
  expect(failed).toEqual([]);
  const passed = report.cases.filter(({ result }) => result === 'pass').map(({ id }) => id);
  expect(passed).toEqual(
    expect.arrayContaining(['frame.digest', 'encode.statistics', 'concurrency.results']),
  );
  expect(passed).toEqual(
    expect.arrayContaining(['drain.finishes', 'drain.refuses', 'drain.exits']),
  );
});

test('it finds both lungs of a drawn chest, each on its side', async () => {
  const child = spawn(python, [server], {
    env: { ...process.env, ASARG_LISTEN: address },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(child.stdout, 'data');
    expect(String(line)).toContain(`serving on ${address}`);
    const client = createSpecialistClient(address);
    const { statistics } = await client.encode({ frame: goldenFrame() }, { deadlineMs: 10_000 });
    client.close();
    const [right, left] = statistics;
    expect(statistics.map(({ classId }) => classId)).toEqual([135, 136]);
    // Of 128 x 128 cells; the patient's right is on the left of the film.
    expect(Math.min(right!.area, left!.area)).toBeGreaterThan(500);
    expect(right!.centroidX).toBeLessThan(64);
    expect(left!.centroidX).toBeGreaterThan(64);
  } finally {
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }
});
