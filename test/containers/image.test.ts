// SPDX-License-Identifier: Apache-2.0
// The image by itself: what is in it, and how a container of it behaves.
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { command } from './command.js';
import { label, removeLeftovers } from './leftovers.js';
import { meshImage, root } from './mesh-image.js';

const bundles = join(root, 'models/compact');
const hardened = [
  '--read-only',
  '--cap-drop',
  'ALL',
  '--tmpfs',
  '/tmp',
  '--label',
  `${label}=image`,
];

/** Runs a container to its end. @returns what it printed, both streams. */
async function runOnce(args: readonly string[], ...options: readonly string[]): Promise<string> {
  return command('docker', ['run', '--rm', ...hardened, ...options, meshImage, ...args]);
}

/** Starts a container with the bundles. @returns its id. */
async function runInBackground(
  args: readonly string[],
  ...options: readonly string[]
): Promise<string> {
  const mount = ['-v', `${bundles}:/bundles:ro`];
  return command('docker', ['run', '-d', ...hardened, ...mount, ...options, meshImage, ...args]);
}

/** Prints what a script prints in the image. */
const evaluate = (script: string): Promise<string> =>
  runOnce(['-e', script], '--entrypoint', 'node');

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
}

describe.skipIf(inject('skipped'))('the image', () => {
  afterAll(removeLeftovers);

  test('is smaller than 450 MB, runs as a user by number, and says what it is', async () => {
    const [{ Size: size, Config: config }] = JSON.parse(
      await command('docker', ['image', 'inspect', meshImage]),
    );
    expect(size).toBeLessThan(450e6);
    expect(config.User).toBe('1000:1000');
    expect(config.Healthcheck).toBeUndefined();
    expect(config.Labels).toMatchObject({
      'org.opencontainers.image.title': 'ASaRG Mesh',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.version': expect.stringMatching(/^\d+\.\d+\.\d+$/),
      'org.opencontainers.image.revision': 'test',
    });
  });

  test('holds no models, no sources, no tools and no libraries of other platforms', async () => {
    const found = await evaluate(`
      const all = fs.globSync('/srv/asarg/**');
      const unwanted = /\\.(onnx|ts|map)$|\\/node_modules\\/(typescript|nx|vitest|@bufbuild\\/buf|node)$|\\.test\\.js$/;
      console.log(JSON.stringify({
        unwanted: all.filter((path) => unwanted.test(path)),
        natives: all.filter((path) => path.endsWith('.node') || /\\.so(\\.\\d+)*$/.test(path)),
        bundles: fs.readdirSync('/bundles'),
      }));`);
    const { unwanted, natives, bundles } = JSON.parse(found);
    expect(unwanted).toEqual([]);
    expect(bundles).toEqual([]);
    const platform = `linux.${process.arch}`;
    expect(natives.length).toBeGreaterThan(2);
    for (const path of natives) expect(path).toMatch(new RegExp(platform));
  });

  test('tells of all that is in it, in CycloneDX, and of nothing else', async () => {
    const { sbom, packages, debian } = JSON.parse(
      await evaluate(`
        const manifests = fs.globSync('/srv/asarg/{,**/node_modules/{*,@*/*}/}package.json');
        const workspaces = fs.globSync('/srv/asarg/{cli,libs/*,services/*}/package.json');
        const named = [...manifests, ...workspaces].map((path) => JSON.parse(fs.readFileSync(path)));
        console.log(JSON.stringify({
          sbom: JSON.parse(fs.readFileSync('/usr/share/sbom/asarg-mesh.cdx.json')),
          packages: named.filter(({ name, version }) => name && version).map(({ name, version }) => name + '@' + version),
          debian: fs.readFileSync('/var/lib/dpkg/status', 'utf8').match(/^Package: .*$/gm).map((line) => line.slice(9)),
        }));`),
    );
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
    expect(sbom.metadata.component).toMatchObject({ type: 'container', name: 'asarg-mesh' });
    const components = sbom.components as Component[];
    const references = components.map((component) => component['bom-ref']);
    expect(new Set(references).size).toBe(references.length);
    for (const { name, version, purl } of components) {
      expect(name).toMatch(/\S/);
      expect(version).toMatch(/\S/);
      expect(purl).toMatch(/^pkg:(npm|deb|generic)\/\S+@\S+$/);
    }
    const ofNpm = components.filter(({ purl }) => purl.startsWith('pkg:npm/'));
    const told = new Set(
      ofNpm.map(({ purl }) => decodeURIComponent(purl.slice('pkg:npm/'.length))),
    );
    const isRoot = (id: string): boolean => id.startsWith('asarg-mesh@');
    const present = new Set((packages as string[]).filter((id) => !isRoot(id)));
    expect([...told].toSorted()).toEqual([...present].toSorted());
    const system = components.filter(({ purl }) => purl.startsWith('pkg:deb/'));
    expect(system.map(({ name }) => name).toSorted()).toEqual((debian as string[]).toSorted());
    expect(system.map(({ name }) => name)).toContain('libc6');
    expect(components.find(({ name }) => name === 'node')?.type).toBe('platform');
  });

  test('says what can be run when it is told something else', async () => {
    await expect(runOnce(['radiologist'])).rejects.toThrow(
      'expected one of gateway, fusion-llm, vision, lvm-med, cxas, asarg …; found radiologist',
    );
  });

  test('checks the digests of bundles that are mounted', async () => {
    const verify = ['asarg', 'bundle', 'verify', '/bundles/cxas'];
    expect(await runOnce(verify, '-v', `${bundles}:/bundles:ro`)).toMatch(
      /digests hold of model\.onnx/,
    );

    const folder = await mkdtemp(join(tmpdir(), 'asarg-bundle-'));
    await chmod(folder, 0o755);
    await cp(join(bundles, 'cxas'), join(folder, 'cxas'), { recursive: true });
    await writeFile(join(folder, 'cxas/model.onnx'), 'something else');
    await expect(runOnce(verify, '-v', `${folder}:/bundles:ro`)).rejects.toThrow(/model\.onnx/);
    await rm(folder, { recursive: true });
  });

  test.for(['SIGTERM', 'SIGINT'])(
    'a service that serves ends with %s by itself, well',
    async (signal) => {
      const id = await runInBackground(['vision']);
      const probe = ['exec', id, 'node', '/srv/asarg/deploy/docker/health.mjs', 'vision'];
      await expect
        .poll(() => command('docker', probe).then(() => 'serves', String), {
          timeout: 30_000,
          interval: 200,
        })
        .toBe('serves');
      await command('docker', ['kill', '--signal', signal, id]);
      expect(await command('docker', ['wait', id])).toBe('0');
      expect(await command('docker', ['inspect', '--format', '{{.State.OOMKilled}}', id])).toBe(
        'false',
      );
      await command('docker', ['rm', id]);
    },
  );

  test('a signal while the service is still being loaded ends the container at once', async () => {
    const tell = 'process.on(`newListener`,(name)=>name===`SIGTERM`&&console.log(`hears`))';
    const id = await runInBackground(
      ['cxas'],
      '-e',
      `NODE_OPTIONS=--import=data:text/javascript,${tell}`,
    );
    await expect
      .poll(() => command('docker', ['logs', id]), { timeout: 30_000, interval: 10 })
      .toContain('hears');
    const started = performance.now();
    await command('docker', ['stop', '--time', '60', id]);
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(['0', '143']).toContain(await command('docker', ['wait', id]));
    await command('docker', ['rm', id]);
  });

  test('the probe says why a service is not healthy', async () => {
    const id = await command('docker', [
      'run',
      '-d',
      ...hardened,
      '--entrypoint',
      'node',
      meshImage,
      '-e',
      'setInterval(() => 0, 9e9)',
    ]);
    const probe = (service: string): Promise<string> =>
      command('docker', ['exec', id, 'node', '/srv/asarg/deploy/docker/health.mjs', service]);
    await expect(probe('vision')).rejects.toThrow(
      /expected an answer of vision at 127\.0\.0\.1:7011/,
    );
    await expect(probe('gateway')).rejects.toThrow(/at 127\.0\.0\.1:8080, found ECONNREFUSED/);
    await command('docker', ['rm', '-f', id]);
  });
});
