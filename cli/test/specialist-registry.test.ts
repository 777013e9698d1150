// SPDX-License-Identifier: Apache-2.0
import {
  RegistryServiceService,
  SpecialistState,
  type ListSpecialistsResponse,
  type PromoteVersionRequest,
} from '@asarg/contracts';
import {
  createLogger,
  serverStream,
  ServiceFailure,
  startGrpcServer,
  unary,
  type RunningServer,
} from '@asarg/service-kit';
import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindingsJson, instancesJson } from '../src/specialist/registry/registry-json.js';
import { sampleRegistry } from './sample-registry.js';

const bin = fileURLToPath(new URL('../bin/asarg.mjs', import.meta.url));

let server: RunningServer;
let registry: ListSpecialistsResponse;
let tell: () => void;
const asked: PromoteVersionRequest[] = [];

async function serve(port = 0): Promise<void> {
  const listeners = new Set<() => void>();
  tell = () => listeners.forEach((listener) => listener());
  const change = unary<PromoteVersionRequest, object>((request) => {
    asked.push(request);
    if (request.specialist !== 'cxas') {
      throw new ServiceFailure('NOT_FOUND', `expected a listed specialist, found 'other'`);
    }
    return { active: registry.versions[0], epoch: 8 };
  });
  server = await startGrpcServer({
    listen: `127.0.0.1:${port}`,
    services: [
      {
        definition: RegistryServiceService,
        implementation: {
          listSpecialists: unary(() => registry),
          watchSpecialists: serverStream(async function* (_: unknown, { signal }) {
            while (!signal.aborted) {
              yield registry;
              await new Promise<void>((resolve) => {
                listeners.add(resolve);
                signal.addEventListener('abort', () => resolve());
              });
            }
          }),
          promoteVersion: change,
          rollBackVersion: change,
        },
      },
    ],
    protoFiles: [],
    healthNames: [''],
    logger: createLogger('registry', 'silent'),
  });
}

beforeEach(async () => {
  registry = sampleRegistry();
  asked.length = 0;
  await serve();
});
afterEach(() => server.drain(0));

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, ASARG_FUSION: server.address, LANG: 'C.UTF-8', COLUMNS: '80' };
}

function asarg(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const line = [bin, 'specialist', ...args];
    execFile(process.execPath, line, { env: environment() }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describe('asarg specialist list and bindings', () => {
  it('ask the registry that ASARG_FUSION or --fusion names', async () => {
    const list = await asarg('list');
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(list.stdout).toContain(
      'cxas     shadow       1.1.0+cafe00112233  127.0.0.1:7113  lease\n',
    );
    const bindings = await asarg('bindings', '--fusion', server.address);
    expect(bindings).toMatchObject({ code: 0, stderr: '' });
    expect(bindings.stdout).toContain('2 of 3 classes  segmentation\n');
  });

  it('print JSON and nothing else with --json', async () => {
    const list = await asarg('list', '--json');
    expect(JSON.parse(list.stdout)).toEqual(JSON.parse(JSON.stringify(instancesJson(registry))));
    const bindings = await asarg('bindings', '--json');
    expect(JSON.parse(bindings.stdout)).toEqual(bindingsJson(registry));
  });

  it('say where fusion-llm was expected when nobody is there', async () => {
    await server.drain(0);
    const { code, stdout, stderr } = await asarg('list');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`expected fusion-llm at ${server.address}, found no answer`);
  });

  it.each([
    ['list', 'cxas'],
    ['bindings', '--fusion', 'nowhere'],
    ['promote'],
    ['promote', 'cxas', '1', '2'],
    ['rollback'],
  ])('refuse %s %s with exit code 2', async (...args) => {
    const { code, stderr } = await asarg(...args.filter((one) => typeof one === 'string'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected .*found .*\nTry `asarg specialist \w+ --help`/s);
  });
});

describe('asarg specialist promote and rollback', () => {
  it('say which version reports use from which epoch on', async () => {
    const said =
      'cxas uses 1.0.0+0123456789ab from epoch 8 on (promoted by command), before it 0.9.0+fedcba987654\n';
    expect(await asarg('promote', 'cxas', '1.0')).toEqual({ code: 0, stdout: said, stderr: '' });
    expect(await asarg('promote', 'cxas')).toMatchObject({ code: 0 });
    expect(await asarg('rollback', 'cxas')).toEqual({ code: 0, stdout: said, stderr: '' });
    expect(asked).toEqual([
      { specialist: 'cxas', version: '1.0' },
      { specialist: 'cxas', version: '' },
      { specialist: 'cxas' },
    ]);
  });

  it('give the reason of the registry when it refuses', async () => {
    const { code, stdout, stderr } = await asarg('rollback', 'other');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe("✘ expected a listed specialist, found 'other'\n");
  });
});

describe('asarg specialist list --watch', () => {
  let watching: ChildProcessWithoutNullStreams | undefined;
  afterEach(() => void watching?.kill('SIGKILL'));

  /** Starts it and returns how to wait for a line. */
  function watch(...args: string[]) {
    const child = spawn(process.execPath, [bin, 'specialist', 'list', '--watch', ...args], {
      env: environment(),
    });
    watching = child;
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const until = async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`expected a line like ${pattern}, found the end`);
        if (pattern.test(value)) return value;
      }
    };
    return { child, until };
  }

  function activate(): void {
    registry = sampleRegistry();
    registry.epoch = 9;
    Object.assign(registry.specialists.at(-1)!, { state: SpecialistState.ACTIVE, reason: '' });
    tell();
  }

  it('prints a line for each change, goes on when fusion-llm was away, and ends with 0', async () => {
    const { child, until } = watch();
    await until(/^ {2}epoch 7$/);
    activate();
    expect(await until(/vision/)).toMatch(
      /^\d\d:\d\d:\d\d {2}vision 127.0.0.1:7011 {2}discovered → active$/,
    );

    await server.drain(0);
    await until(/is away \(/);
    registry.specialists.pop();
    await serve(server.port);
    expect(await until(/vision/)).toMatch(/active → gone$/);

    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('prints a JSON object for the registry, then one for each change', async () => {
    const { until } = watch('--json');
    expect(JSON.parse(await until(/./))).toMatchObject({ epoch: 7, specialists: [{}, {}, {}, {}] });
    activate();
    expect(JSON.parse(await until(/./))).toEqual({
      at: expect.stringMatching(/Z$/),
      what: 'instance',
      name: 'vision',
      address: '127.0.0.1:7011',
      version: '',
      from: 'discovered',
      to: 'active',
      reason: '',
    });
  });

  it('fails when nobody has ever answered', async () => {
    await server.drain(0);
    const { code, stderr } = await asarg('list', '--watch');
    expect(code).toBe(1);
    expect(stderr).toContain('expected fusion-llm at');
  });
});
