// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readReportCommand } from './report-options.js';
import { readTraceCommand } from './trace-options.js';
import { readTopCommand } from './top/top-options.js';
import { readUpCommand } from './up-options.js';

describe('readReportCommand', () => {
  const read = (line: string, env = {}) => readReportCommand(line.split(' ').filter(Boolean), env);

  it('reads a full line', () => {
    expect(
      read('a.dcm --json --seed 7 --temperature 0.7 --top-p 0.9 --url localhost:9000'),
    ).toMatchObject({
      file: 'a.dcm',
      json: true,
      url: 'http://localhost:9000/',
      options: { seed: 7, temperature: 0.7, topP: 0.9 },
    });
  });

  it('reads what to leave out and what the gate does', () => {
    expect(read('a --without cxas,lvm-med --gate warn')).toMatchObject({
      options: { without: 'cxas,lvm-med', gate: 'warn' },
    });
  });

  it('takes the gateway from ASARG_URL, an option first', () => {
    const env = { ASARG_URL: 'http://a:1' };
    expect(read('f', env)).toMatchObject({ url: 'http://a:1/' });
    expect(read('f --url http://b:2', env)).toMatchObject({ url: 'http://b:2/' });
  });

  it.each([
    ['', 'expected one FILE, found none'],
    ['a b', 'expected one FILE, found 2'],
    ['a --seed 1.5', '--seed: expected a whole number from 0 to 4294967295, found "1.5"'],
    ['a --temperature 3', '--temperature: expected a number from 0 to 2, found "3"'],
    ['a --gate off', '--gate: expected enforce or warn, found "off"'],
    ['a --without ,', '--without: expected names of slots such as cxas,lvm-med, found ","'],
    ['a --url ftp://x', '--url: expected a URL such as http://127.0.0.1:8080, found "ftp://x"'],
    ['a --colour', "Unknown option '--colour'"],
    ['a --seed', "Option '--seed <value>' argument missing"],
  ])('refuses "%s"', (line, message) => {
    expect(() => read(line)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });
});

describe('readTraceCommand', () => {
  const id = '0198c0de-0000-7000-8000-000000000001';
  const read = (line: string, env = {}) => readTraceCommand(line.split(' ').filter(Boolean), env);

  it('reads a full line', () => {
    expect(read(`${id.toUpperCase()} --follow --json --gateway localhost:9000`)).toEqual({
      id,
      follow: true,
      json: true,
      gatewayUrl: 'http://localhost:9000/',
    });
  });

  it('takes the gateway from ASARG_URL, an option first, and the usual one without', () => {
    const env = { ASARG_URL: 'http://a:1' };
    expect(read(id, env)).toMatchObject({ gatewayUrl: 'http://a:1/' });
    expect(read(`${id} --gateway b:2`, env)).toMatchObject({ gatewayUrl: 'http://b:2/' });
    expect(read(id)).toMatchObject({ gatewayUrl: 'http://127.0.0.1:8080', follow: false });
  });

  it.each([
    ['', 'expected the id of one REPORT, found none'],
    [`${id} ${id}`, 'expected the id of one REPORT, found 2'],
    [
      id.slice(0, 8),
      'expected the whole id of a report, as `asarg report` prints it, found "0198c0de"',
    ],
    [
      `${id} --gateway ftp://x`,
      '--gateway: expected a URL such as http://127.0.0.1:8080, found "ftp://x"',
    ],
  ])('refuses "%s"', (line, message) => {
    expect(() => read(line)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });
});

describe('readTopCommand', () => {
  const read = (line: string) => readTopCommand(line.split(' ').filter(Boolean));
  const url = 'http://127.0.0.1:9464/metrics';

  it('watches the mesh of this folder every two seconds', () => {
    expect(read('')).toEqual({
      meshFile: join('.asarg', 'mesh.json'),
      metrics: {},
      intervalMs: 2000,
      once: false,
      json: false,
    });
  });

  it('reads a full line', () => {
    expect(
      read(`--mesh m.json --metrics a=${url} --metrics b=host:1/m --interval 0.5 --once --json`),
    ).toEqual({
      meshFile: 'm.json',
      metrics: { a: url, b: 'http://host:1/m' },
      intervalMs: 500,
      once: true,
      json: true,
    });
  });

  it('asks only the services that are named where no file is', () => {
    expect(read(`--metrics a=${url}`)).toMatchObject({ meshFile: undefined });
  });

  it.each([
    ['x', 'expected no argument, found "x"'],
    ['--interval 0', '--interval: expected a number from 0.5 to 3600, found "0"'],
    [
      '--metrics vision',
      '--metrics: expected NAME=URL such as vision=http://127.0.0.1:9464/metrics, found "vision"',
    ],
    [
      '--metrics a=ftp://x',
      '--metrics: expected a URL such as http://127.0.0.1:8080, found "ftp://x"',
    ],
  ])('refuses "%s"', (line, message) => {
    expect(() => read(line)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });
});

describe('readUpCommand', () => {
  const read = (line: string) => readUpCommand(line.split(' ').filter(Boolean));

  it('reads ports of the gateway and of any service', () => {
    expect(read('--port 9000 --ports vision=7111,cxas=0')).toMatchObject({
      ports: { gateway: 9000, vision: 7111, cxas: 0 },
      once: undefined,
    });
    expect(read('--ports free')).toMatchObject({ ports: 'free' });
  });

  it('reads --once with and without a file', () => {
    expect(read('--once')).toMatchObject({ once: { file: undefined } });
    expect(read('--once a.png --json')).toMatchObject({ once: { file: 'a.png' }, json: true });
  });

  it.each([
    ['a.png', 'expected no FILE without --once, found "a.png"; did you mean `asarg report a.png`?'],
    ['--once a b', 'expected at most one FILE, found 2'],
    ['--port 70000', '--port: expected a whole number from 0 to 65535, found "70000"'],
    [
      '--ports cxr=1',
      '--ports: expected SERVICE=PORT with one of vision, lvm-med, cxas, fusion-llm, gateway, or "free"; found "cxr=1"',
    ],
  ])('refuses "%s"', (line, message) => {
    expect(() => read(line)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });
});
