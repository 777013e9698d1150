// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { root, run } from '../interop/processes.js';
import { startMetricsServer } from './start-metrics-server.js';

const deployed = path.join(root, 'deploy/observability');
const promtool = (...args: readonly string[]): Promise<string> => run(inject('promtool'), args);

test('the rules are rules, and fire when they should', async () => {
  await promtool('check', 'rules', path.join(deployed, 'rules.yaml'));
  await promtool('test', 'rules', path.join(deployed, 'rules.test.yaml'));
});

// Debian's build has no discovery in Kubernetes; prometheus.test.ts tries the rest of that file.
test.each(['prometheus.yaml', 'prometheus.local.yaml'])('%s is a configuration', async (file) => {
  const said = await promtool('check', 'config', path.join(deployed, file));
  expect(said).toContain('is valid prometheus config file syntax');
});

test('promtool has nothing to say against the names and the text of any metric', async () => {
  const address = await startMetricsServer('well');
  const exposition = await (await fetch(`http://${address}/metrics`)).text();
  const child = spawn(inject('promtool'), ['check', 'metrics']);
  child.stdin.end(exposition);
  const [output, errors] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  expect(output + errors).toBe('');
  expect(child.exitCode).toBe(0);
});
