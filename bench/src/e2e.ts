// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { createReportClient, type ReportClient } from '@asarg/mesh-client';
import { circumstances, timed, withMesh, type BenchContext } from './bench-context.js';
import { readFrame, toMessage } from './read-frame.js';
import type { BenchmarkResult, ResultRow } from './results-page.js';
import { createSingleProcess, type SingleProcess } from './single-process.js';
import { median } from './statistics.js';

const warmUpRounds = 2;
const targetRatio = 1.2;
const reportDeadlineMs = 60_000;

/** One round: the same report three ways, in ms. */
interface Round {
  readonly gatewayMs: number;
  readonly fusionMs: number;
  /** In one process, from the frame. */
  readonly singleMs: number;
  /** Reading the file into a frame, in one process. */
  readonly readMs: number;
}

type Frame = Awaited<ReturnType<typeof readFrame>>;

interface HttpReport {
  readonly id: string;
  readonly text: string;
}

/** One request that waits for its report. */
async function overHttp(gatewayUrl: string, file: string): Promise<HttpReport> {
  const body = new FormData();
  body.set('image', new Blob([await readFile(file)]), 'image');
  const headers = { Prefer: `wait=${reportDeadlineMs / 1000}` };
  const response = await fetch(`${gatewayUrl}/v1/reports`, { method: 'POST', headers, body });
  if (response.status !== 201) {
    throw new Error(`expected 201 and a report, found ${response.status}`);
  }
  return (await response.json()) as HttpReport;
}

/** The gateway renders the image when the report is made; no other side shall run meanwhile. */
async function waitForImage(gatewayUrl: string, { id }: HttpReport): Promise<void> {
  const response = await fetch(`${gatewayUrl}/v1/reports/${id}/image`);
  if (!response.ok) throw new Error(`expected an image, found ${response.status}`);
  await response.arrayBuffer();
}

async function overGrpc(client: ReportClient, frame: Frame): Promise<string> {
  const events = client.generate({ frame: toMessage(frame), options: undefined } as never, {
    deadlineMs: reportDeadlineMs,
  });
  for await (const { event } of events) {
    if (event?.$case === 'done') return event.value.text;
  }
  throw new Error('expected a report from fusion-llm, found an end without one');
}

/** Every text must be the same, or the sides did not do the same work. */
function expectEqualTexts(texts: readonly (string | undefined)[]): void {
  if (new Set(texts).size !== 1) {
    throw new Error(`expected equal reports from all sides, found ${new Set(texts).size} texts`);
  }
}

async function measureRound(
  context: BenchContext,
  gatewayUrl: string,
  client: ReportClient,
  single: SingleProcess,
  turn: number,
): Promise<Round> {
  const frame = await readFrame(context.file);
  const ms = { gateway: 0, fusion: 0, single: 0, read: 0 };
  const texts: (string | undefined)[] = [];
  const sides = [
    async () => {
      const { ms: took, value } = await timed(() => overHttp(gatewayUrl, context.file));
      ms.gateway = took;
      texts.push(value.text);
      await waitForImage(gatewayUrl, value);
    },
    async () => {
      const { ms: took, value } = await timed(() => overGrpc(client, frame));
      ms.fusion = took;
      texts.push(value);
    },
    async () => {
      const read = await timed(() => readFrame(context.file));
      ms.read = read.ms;
      const { ms: took, value } = await timed(() => single.report(read.value));
      ms.single = took;
      texts.push(value);
    },
  ];
  // Each side is first, second and third equally often.
  for (let i = 0; i < sides.length; i++) await sides[(i + turn) % sides.length]?.();
  expectEqualTexts(texts);
  return { gatewayMs: ms.gateway, fusionMs: ms.fusion, singleMs: ms.single, readMs: ms.read };
}

function toRows(rounds: readonly Round[]): ResultRow[] {
  const middle = (of: (round: Round) => number): number => median(rounds.map(of));
  const time = (what: string, of: (round: Round) => number): ResultRow => ({
    what,
    value: `${middle(of).toFixed(0)} ms`,
    target: '',
  });
  const ratio = (what: string, of: (round: Round) => number): ResultRow => ({
    what,
    value: middle(of).toFixed(3),
    target: `≤ ${targetRatio}`,
    met: middle(of) <= targetRatio,
  });
  return [
    time('one process, from the frame', (r) => r.singleMs),
    time('mesh, from the frame (gRPC, fusion-llm)', (r) => r.fusionMs),
    ratio('ratio from the frame, median of the rounds', (r) => r.fusionMs / r.singleMs),
    time('one process, from the file', (r) => r.readMs + r.singleMs),
    time('mesh, from the file (HTTP, gateway)', (r) => r.gatewayMs),
    ratio(
      'ratio from the file, median of the rounds',
      (r) => r.gatewayMs / (r.readMs + r.singleMs),
    ),
  ];
}

/** The mesh, through the gateway and through fusion-llm, against the same models in one process. */
export async function benchE2e(context: BenchContext): Promise<BenchmarkResult> {
  return withMesh(context, async (mesh) => {
    context.say('e2e: loading the same models into this process');
    const single = await createSingleProcess(context.bundlesFolder, mesh);
    const client = createReportClient(mesh.addresses['fusion-llm']);
    const rounds: Round[] = [];
    try {
      for (let turn = 0; turn < warmUpRounds + context.rounds; turn++) {
        const warm = turn >= warmUpRounds;
        const which = `round ${turn - warmUpRounds + 1} of ${context.rounds}`;
        context.say(warm ? `e2e: ${which}` : 'e2e: warm-up');
        const round = await measureRound(context, mesh.gatewayUrl, client, single, turn);
        if (warm) rounds.push(round);
      }
    } finally {
      client.close();
      await single.close();
    }
    const method = `Medians of ${rounds.length} rounds after ${warmUpRounds} to warm up, the three ways in turn within each round; all three wrote the same text. ${circumstances()}`;
    return { section: 'e2e', rows: toRows(rounds), method };
  });
}
