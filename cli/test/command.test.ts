// SPDX-License-Identifier: Apache-2.0
import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleReport } from '../src/sample-report.js';
import { sampleTrace } from '../src/sample-trace.js';

const bin = fileURLToPath(new URL('../bin/asarg.mjs', import.meta.url));
const anyFile = fileURLToPath(import.meta.url);

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function asarg(args: readonly string[], node = process.execPath, script = bin): Promise<Outcome> {
  const env = { ...process.env, ASARG_URL: undefined, LANG: 'C.UTF-8', COLUMNS: '80' };
  return new Promise((resolve) => {
    execFile(node, [script, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

let server: Server;
let url = '';
let refuse = false;
let isEnded = true;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    if (refuse) {
      const problem = { title: 'Not an image', status: 415, expected: 'DICOM', found: 'text' };
      response.writeHead(415, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify(problem));
    } else if (request.method === 'POST') {
      response.writeHead(202).end(JSON.stringify({ id: 'r1', status: 'IN_PROGRESS' }));
    } else if (!request.url?.endsWith('/events')) {
      const inProgress = { id: sampleTrace.id, status: 'IN_PROGRESS' };
      response.writeHead(200).end(JSON.stringify(isEnded ? sampleTrace : inProgress));
    } else if (request.url.includes(sampleTrace.id)) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const [stage] = sampleTrace.stages ?? [];
      response.write(`id: 1\nevent: stage\ndata: ${JSON.stringify(stage)}\n\n`);
      response.end(`id: 2\nevent: report\ndata: ${JSON.stringify(sampleTrace)}\n\n`);
    } else {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\nevent: stage\ndata: {"name":"fuse","durationMs":3}\n\n');
      response.end(`id: 2\nevent: report\ndata: ${JSON.stringify(sampleReport)}\n\n`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('asarg', () => {
  it.each([
    ['--help'],
    ['up', '--help'],
    ['report', '-h'],
    ['trace', '--help'],
    ['top', '-h'],
    ['--version'],
  ])('answers %s %s on standard output with exit code 0', async (...args) => {
    const { code, stdout, stderr } = await asarg(args.filter(Boolean));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.length).toBeGreaterThan(4);
  });

  it.each([[[]], [['down']], [['report']], [['up', '--port', 'x']]])(
    'answers %j with usage on standard error and exit code 2',
    async (args) => {
      const { code, stdout, stderr } = await asarg(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('expected');
      expect(stderr).toContain('--help');
    },
  );

  it('prints exactly the report with --json', async () => {
    const { code, stdout, stderr } = await asarg(['report', anyFile, '--json', '--url', url]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(sampleReport);
    expect(stderr).toBe('  fuse 3 ms\n'.replace('3 ms', '3.0 ms'));
  });

  it('prints the report for people, plain when standard output is a pipe', async () => {
    const { code, stdout } = await asarg(['report', anyFile, '--url', url]);
    expect(code).toBe(0);
    expect(stdout).toContain('the heart is enlarged');
    expect(stdout).toContain('RESEARCH USE ONLY');
    expect(stdout).not.toContain('\u001B');
  });

  it('names the command that shows more of where the time went', async () => {
    const { stdout } = await asarg(['report', anyFile, '--url', url]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `asarg trace ${sampleReport.id} --gateway ${url}`,
    );
  });

  it('shows where the time of a report went, as text and as JSON', async () => {
    const text = await asarg(['trace', sampleTrace.id, '--gateway', url]);
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 0, stderr: '' });
    expect(text.stdout).toContain('▸ cxas/run');
    expect(text.stdout).toContain('slowest on it decode 700 ms, 56.5 %');
    const json = await asarg(['trace', sampleTrace.id, '--gateway', url, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      id: sampleTrace.id,
      durationMs: 1240,
      criticalPathMs: expect.closeTo(1240, 3),
      traceId: sampleTrace.traceId,
      attempts: { cxas: [{ outcome: 'LOST' }, { outcome: 'OK' }] },
    });
    expect(json.stdout).not.toContain('enlarged');
  });

  it('follows a report in the making with a line per stage, and ends with the whole', async () => {
    isEnded = false;
    const { code, stdout } = await asarg(['trace', sampleTrace.id, '-f', '--gateway', url]);
    isEnded = true;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +0\.0 ms {2}receive +4\.0 ms\n\n {2}Report partial/);
    expect(stdout).toContain('critical path 1.24 s, 100.0 %');
  });

  it('shows a refusal with expected and found, exit code 1', async () => {
    refuse = true;
    const { code, stdout, stderr } = await asarg(['report', anyFile, '--json', '--url', url]);
    refuse = false;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('✘ Not an image (415)\n  expected DICOM\n  found    text\n');
  });

  it('says what is missing in a checkout that is not built', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'asarg-cli-'));
    await mkdir(join(folder, 'bin'));
    await copyFile(bin, join(folder, 'bin', 'asarg.mjs'));
    const { code, stderr } = await asarg([], process.execPath, join(folder, 'bin', 'asarg.mjs'));
    await rm(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain('expected cli/dist/main.js, found nothing there');
  });

  const systemNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return stdout && Number(stdout.slice(1).split('.')[0]) < 24;
  });
  it.skipIf(!systemNode)(
    `hands over to the project's Node 24 when an older one runs it${systemNode ? '' : ' (skipped: no older Node on this machine)'}`,
    async () => {
      const { code, stdout } = await asarg(['report', '--help'], systemNode);
      expect(code).toBe(0);
      expect(stdout).toContain('Usage');
      expect((await asarg(['nonsense'], systemNode)).code).toBe(2);
    },
  );
});
