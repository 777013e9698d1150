// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleEndpoints, type SampleEndpoints } from '../src/top/sample-endpoints.js';

const bin = fileURLToPath(new URL('../bin/asarg.mjs', import.meta.url));
let mesh: SampleEndpoints;

beforeAll(async () => {
  mesh = await startSampleEndpoints(true);
});
afterAll(() => mesh.close());

function start(...options: readonly string[]) {
  const env = { ...process.env, LANG: 'C.UTF-8', COLUMNS: '80' };
  const metrics = Object.entries(mesh.urls).flatMap(([name, url]) => [
    '--metrics',
    `${name}=${url}`,
  ]);
  const args = [bin, 'top', '--interval', '0.5', ...metrics, ...options];
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function outcome(child: ReturnType<typeof start>) {
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    once(child, 'close'),
  ]);
  return { code: code as number, stdout: stdout.join(''), stderr: stderr.join('') };
}

describe('asarg top', () => {
  it('prints one table on a pipe', async () => {
    const { code, stdout, stderr } = await outcome(start());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('3 of 3 services answer · last 0.5 s');
    expect(stdout).toMatch(
      /^ {2}Reports +\d+\/s {2}in progress 3 {2}degraded 20 % {2}failed 10 %$/m,
    );
    expect(stdout).toMatch(/^ {2}vision +4 +3 +1\.5 +\d+ +9\.1 % +290 MiB +\d+ % +30 ms$/m);
    expect(stdout).not.toContain('\u001B');
  });

  it('prints one JSON object with --json --once', async () => {
    const { code, stdout } = await outcome(start('--json', '--once'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      reports: { inProgress: 3, degradedShare: 0.2, failedShare: 0.1 },
      troubles: { breakers: [{ specialist: 'vision', address: '127.0.0.1:7111', state: 'open' }] },
      services: [{ name: 'gateway' }, { name: 'fusion-llm' }, { name: 'vision', inFlight: 4 }],
    });
  });

  it('prints a line of JSON per interval with --json, until nobody reads on', async () => {
    const child = start('--json');
    let lines = 0;
    for await (const line of createInterface(child.stdout)) {
      expect(JSON.parse(line)).toMatchObject({ reports: { inProgress: 3 } });
      if (++lines === 2) break;
    }
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(130);
  });

  it('fails where no service answers, and says why of each', async () => {
    mesh.answerWith({ gateway: 503, 'fusion-llm': 503, vision: 'hang up' });
    const { code, stdout, stderr } = await outcome(start());
    mesh.answerWith({});
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('expected metrics of a running mesh, found none: gateway HTTP 503;');
  });
});
