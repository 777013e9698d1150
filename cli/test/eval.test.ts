// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin/asarg.mjs', import.meta.url));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

// Films of the test gateway carry the report they get: what is tested is the way there and back.
const studies = [
  { uid: 1, split: 'train', findings: 'No effusion.', film: 'The lungs are clear.' },
  { uid: 2, split: 'val', findings: 'Heart is enlarged.', film: 'Cardiomegaly.' },
  { uid: 3, split: 'val', findings: 'No effusion.', film: 'The lungs are clear.' },
  { uid: 4, split: 'val', findings: 'Left effusion.', film: 'No effusion.' },
];

let folder: string;
let data: string;
let server: Server;
let url: string;
let digest = 'd1';
let refused = '';
let posts: string[] = [];

function asarg(...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, ASARG_URL: undefined, LANG: 'C.UTF-8', COLUMNS: '100' };
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], { env, cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

const readJson = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asarg-eval-test-'));
  data = join(folder, 'films');
  await mkdir(join(data, 'frontal'), { recursive: true });
  const lines = studies.map(({ uid, split, findings }) =>
    JSON.stringify({ uid, split, findings, images: [{ id: `film${uid}`, projection: 'frontal' }] }),
  );
  await writeFile(join(data, 'reports.jsonl'), `${lines.join('\n')}\n`);
  for (const { uid, film } of studies) {
    await writeFile(join(data, 'frontal', `film${uid}.png`), `film of:${film};`);
  }
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    posts.push(body);
    const text = /film of:([^;]*);/.exec(body)?.[1] ?? '';
    if (refused !== '' && text.startsWith(refused)) {
      response.writeHead(415, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ title: 'No', detail: 'not a film', status: 415 }));
      return;
    }
    const sentences = [
      { text, verdict: 'supported', findings: [{ label: 'Cardiomegaly', polarity: 'present' }] },
    ];
    const provenance = { pipelineDigest: digest };
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: 'r', status: 'COMPLETE', text, sentences, provenance }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  posts = [];
  refused = '';
});

describe('asarg eval report', () => {
  it('scores what the mesh writes, study by study', async () => {
    const { code, stdout } = await asarg('eval', 'report', data, '--url', url, '--json', 'a.json');
    expect(code).toBe(0);
    expect(stdout).toContain('3 studies, split val; labels by CheXpert-lite');
    const { scores, rows, pipelineDigests, verdicts } = await readJson('a.json');
    expect(pipelineDigests).toEqual(['d1']);
    expect(scores.subsets.all.metrics.micro13.value).toBeCloseTo(2 / 3, 12);
    expect(scores.subsets.nonDuplicate.studies).toBe(2);
    expect(rows[0]).toEqual({
      id: '2',
      labels: ['Cardiomegaly'],
      referenceLabels: ['Cardiomegaly'],
      text: 'Cardiomegaly.',
      reference: 'Heart is enlarged.',
    });
    expect(verdicts[0]).toMatchObject({ verdict: 'supported', stated: 3, confirmed: 1 });
  });

  it('goes on where it was', async () => {
    await asarg('eval', 'report', data, '--url', url, '--name', 'again');
    expect(posts).toHaveLength(3);
    await asarg('eval', 'report', data, '--url', url, '--name', 'again');
    expect(posts).toHaveLength(4);
  });

  it('starts anew for another pipeline and other options', async () => {
    digest = 'd2';
    await asarg('eval', 'report', data, '--url', url, '--name', 'again');
    expect(posts).toHaveLength(3);
    await asarg('eval', 'report', data, '--url', url, '--name', 'again', '--without', 'cxas');
    expect(posts).toHaveLength(6);
    expect(posts.at(-1)).toMatch(/name="without"\s+cxas/);
    digest = 'd1';
  });

  it('lists studies that failed and tries them again', async () => {
    refused = 'No effusion';
    const args = ['eval', 'report', data, '--url', url, '--name', 'failing', '--json', 'f.json'];
    const first = await asarg(...args);
    expect(first.code).toBe(1);
    expect(first.stdout).toContain('1 studies failed');
    expect((await readJson('f.json')).failures).toEqual([{ id: '4', reason: 'not a film' }]);
    refused = '';
    expect((await asarg(...args)).code).toBe(0);
    expect((await readJson('f.json')).failures).toEqual([]);
  });

  it('scores texts of a file, by folds, with plots and a page', async () => {
    const texts = studies.map(({ uid, findings }) => JSON.stringify({ id: uid, text: findings }));
    await writeFile(join(folder, 'texts.jsonl'), texts.join('\n'));
    const more = ['--folds', '2', '--plots', 'plots', '--html', 'page.html', '--json', 'b.json'];
    const { code } = await asarg('eval', 'report', data, '--reports', 'texts.jsonl', ...more);
    expect(code).toBe(0);
    expect(posts).toEqual([]);
    const { scores, folds } = await readJson('b.json');
    expect(scores.subsets.all.studies).toBe(4);
    expect(scores.subsets.all.metrics.micro13.value).toBe(1);
    expect(folds.reports.metrics.rougeL.mean).toBe(1);
    expect(await readFile(join(folder, 'plots', 'labels.svg'), 'utf8')).toContain('Cardiomegaly');
    expect(await readFile(join(folder, 'page.html'), 'utf8')).toContain('<svg');
  });

  it('compares two results by study', async () => {
    const { code, stdout } = await asarg(
      'eval',
      'report',
      '--compare',
      'b.json',
      'a.json',
      '--swaps',
      '200',
      '--json',
      'c.json',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('3 studies in common');
    const { tests } = await readJson('c.json');
    expect(tests.micro13.difference).toBeCloseTo(1 / 3, 12);
    expect(tests.micro13.p).toBeGreaterThan(0.3);
  });

  it.each([
    [[], 'expected report, segmentation or ablation'],
    [['report'], 'expected one DIR or TAR'],
    [['report', 'nowhere'], 'found nothing at nowhere'],
    [['report', 'x', '--folds', '1'], '--folds: expected a whole number from 2'],
    [['report', 'x', '--gate', 'off'], '--gate: expected enforce or warn, found "off"'],
    [['ablation', 'runs'], 'expected --data DIR'],
  ])('answers %j with usage', async (args, message) => {
    const { code, stderr } = await asarg('eval', ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe('asarg eval ablation', () => {
  it('writes the document from runs, and says that an order was not reproduced', async () => {
    const runs = join(folder, 'runs');
    await mkdir(runs);
    const variants = [
      { variant: 'vision', text: 'Left effusion. Heart is enlarged.' },
      { variant: 'features', text: 'Left effusion.' },
      { variant: 'maps-212', text: 'No effusion.' },
      { variant: 'maps-212', text: 'Left effusion.', removed: 'cxas' },
    ];
    const fileOf = (variant: string, removed?: string): string =>
      `${variant}${removed ? `-${removed}` : ''}.jsonl`;
    for (const { variant, text, removed } of variants) {
      const lines = studies.map(({ uid }) => JSON.stringify({ id: String(uid), text }));
      await writeFile(join(runs, fileOf(variant, removed)), lines.join('\n'));
    }
    const file = {
      split: 'val',
      baseline: 'vision',
      notes: ['trained on nothing'],
      trainedWithout: { cxas: 'features' },
      runs: variants.map(({ variant, removed = null }) => ({
        variant,
        label: variant,
        classes: null,
        seed: 0,
        mode: 'plain',
        removed,
        reports: fileOf(variant, removed ?? undefined),
        loss: [
          [0, 2],
          [10, 1],
        ],
      })),
    };
    await writeFile(join(runs, 'runs.json'), JSON.stringify(file));
    const { code } = await asarg(
      'eval',
      'ablation',
      'runs',
      '--data',
      data,
      '--out',
      'docs/results.md',
      '--swaps',
      '200',
    );
    expect(code).toBe(0);
    const document = await readFile(join(folder, 'docs', 'results.md'), 'utf8');
    // Vision: 2 right of 6 said and 2 there, F1 4/8; features: 1 of 3 and 2, F1 2/5.
    expect(document).toContain('| vision | 1 | 0.500 |');
    expect(document).toContain('| features | 1 | 0.400 |');
    expect(document).toContain('was **not** reproduced here: 0.500, 0.400, 0.000');
    expect(document).toContain('| without cxas − trained without: features | +0.000 | 1.000 |');
    expect(document).toContain('| without cxas − nothing removed | +0.400 |');
    expect(document).toContain('trained on nothing');
    expect(await readFile(join(folder, 'docs/images/results/loss.svg'), 'utf8')).toContain(
      'polyline',
    );
  });
});
