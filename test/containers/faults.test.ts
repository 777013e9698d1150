// SPDX-License-Identifier: Apache-2.0
// The mesh in containers while reports flow and one thing after the other goes wrong.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { command } from './command.js';
import { faultTable, type FaultRow } from './fault-table.js';
import { type Effect, type Fault, faultsOf } from './faults.js';
import { removeLeftovers } from './leftovers.js';
import {
  type MeshContainers,
  type ServiceName,
  serviceNames,
  startMeshContainers,
} from './mesh-containers.js';
import { root } from './mesh-image.js';
import {
  makeReport,
  missingIn,
  type Outcome,
  type ReportJson,
  type Sample,
  startTraffic,
  type Traffic,
} from './traffic.js';

/** A fault lasts until its effect was seen and so many requests ended, but no longer than the limit. */
const requestsInFault = 3;
const faultLimitMs = 45_000;
/** The mesh is well when so many reports in a row, sent after the healing, are COMPLETE. */
const wellInARow = 3;
const recoveryLimitMs = 30_000;
const clients = 2;

let mesh: MeshContainers;
let traffic: Traffic;
let samples: readonly Sample[];
/** Text of the report of a sample that lacks these slots (`cxas,lvm-med`), by both. */
const knownTexts = new Map<string, string>();
const rows: FaultRow[] = [];

describe.skipIf(inject('skipped'))('the mesh in containers, under faults', () => {
  beforeAll(async () => {
    samples = await readSamples();
    mesh = await startMeshContainers();
    await untilWell();
    for (const sample of samples) {
      const { report } = await makeReport(mesh.gatewayUrl, sample);
      expect(report?.status).toBe('COMPLETE');
      knownTexts.set(keyOf(sample.name, []), report!.text);
    }
    traffic = startTraffic(mesh.gatewayUrl, samples, clients);
  });

  afterAll(async () => {
    await traffic?.stop();
    process.stdout.write(`\n${faultTable(rows)}\n`);
    await removeLeftovers();
  });

  test.for(faultsOf(() => mesh))('$name', async (fault, { skip }) => {
    skip(fault.needsIptables === true && !inject('ownEngine'), 'the engine is on another machine');
    await until(() => streak(0) >= 1, recoveryLimitMs);
    const before = await restartCounts();

    const injectedMs = performance.now();
    await fault.inject();
    const tookEffect = await until(() => isSeen(fault.effect, injectedMs), faultLimitMs);
    await fault.heal();
    const healedMs = performance.now();
    const isWell = await until(
      () => streak(healedMs) >= wellInARow && traffic.isSettled(healedMs),
      faultLimitMs + recoveryLimitMs,
    );

    const outcomes = traffic.outcomes.filter(({ endedMs }) => endedMs > injectedMs);
    const recoveryMs = isWell ? firstWellMs(healedMs) - healedMs : Infinity;
    rows.push({ name: fault.name, lastedMs: healedMs - injectedMs, recoveryMs, outcomes });
    expect(outcomes.filter(({ kind }) => kind === 'lost')).toEqual([]);
    for (const outcome of outcomes) await expectRight(outcome);
    expect(tookEffect, `expected to see: ${fault.effect}`).toBe(true);
    expect(recoveryMs).toBeLessThan(recoveryLimitMs);
    expect(await restartCounts()).toEqual(withRestart(before, fault));
  });

  test('all reports are still what they were, after all that', async () => {
    await traffic.stop();
    for (const { report } of traffic.outcomes) {
      if (report === undefined) continue;
      const response = await fetch(`${mesh.gatewayUrl}/v1/reports/${report.id}`);
      const found = (await response.json()) as ReportJson;
      expect(found.status, report.id).toBe(report.status);
      // What a failed report came to was never promised.
      if (report.status !== 'FAILED') expect(found.text, report.id).toBe(report.text);
    }
  });
});

async function readSamples(): Promise<Sample[]> {
  const read = async (file: string): Promise<Blob> =>
    new Blob([await readFile(join(root, 'samples', file))]);
  return [
    { name: 'dicom', image: await read('phantom.dcm'), options: {} },
    {
      name: 'sampled',
      image: await read('phantom.png'),
      options: { temperature: '0.8', seed: '7' },
    },
  ];
}

const keyOf = (sample: string, missing: readonly string[]): string => `${sample}/${missing}`;

/** What a report must be, whatever has gone wrong. */
async function expectRight({ kind, report, sample, detail }: Outcome): Promise<void> {
  if (kind !== 'ended') return expect(detail).toMatch(/\S/);
  const { status, text, error } = report!;
  const missing = missingIn(report!);
  if (status === 'FAILED') {
    expect(error?.type).toMatch(/^urn:asarg:problem:/);
    expect(error?.detail).toMatch(/\S/);
    return;
  }
  expect(status).toBe(missing.length === 0 ? 'COMPLETE' : 'PARTIAL');
  for (const { slot, specialist, reason } of missing) {
    // One that is not in use feeds no slot; then the reason names it, if it was ever seen.
    expect(`${specialist} ${reason}`, slot).toMatch(
      /vision|lvm-med|cxas|no active specialist offers/,
    );
    expect(reason, slot).toMatch(/\S/);
  }
  expect(text).toBe(await knownText(sample, missing.map(({ slot }) => slot).toSorted()));
}

/** A report that lacks slots is the one that is asked for without them, by a mesh that is well. */
async function knownText(name: string, missing: readonly string[]): Promise<string> {
  const known = knownTexts.get(keyOf(name, missing));
  if (known !== undefined) return known;
  const sample = samples.find((sample) => sample.name === name)!;
  const options = { ...sample.options, without: missing.join(',') };
  const { report, detail } = await makeReport(mesh.gatewayUrl, { ...sample, options });
  expect(report?.status, detail).toMatch(/COMPLETE|PARTIAL/);
  knownTexts.set(keyOf(name, missing), report!.text);
  return report!.text;
}

function isSeen(effect: Effect, sinceMs: number): boolean {
  const since = traffic.outcomes.filter(({ endedMs }) => endedMs > sinceMs);
  if (since.filter(({ sentMs }) => sentMs > sinceMs).length < requestsInFault) return false;
  if (effect === 'any') return true;
  if (effect === 'none') return since.every(isComplete);
  if (effect === 'failed') {
    return since.some(({ kind, report }) => kind !== 'ended' || report?.status === 'FAILED');
  }
  return since.some(({ report }) =>
    missingIn(report).some(({ specialist, reason }) => `${specialist} ${reason}`.includes(effect)),
  );
}

const isComplete = ({ report }: Outcome): boolean => report?.status === 'COMPLETE';

/** The latest reports sent since then, in the order in which they were sent. */
const sentSince = (ms: number): Outcome[] =>
  traffic.outcomes.filter(({ sentMs }) => sentMs > ms).toSorted((a, b) => a.sentMs - b.sentMs);

/** How many of the latest reports sent since then are COMPLETE in a row. */
function streak(ms: number): number {
  const sent = sentSince(ms);
  return sent.length - 1 - sent.findLastIndex((outcome) => !isComplete(outcome));
}

/** When the first of the reports was sent that are COMPLETE in a row until now. */
const firstWellMs = (ms: number): number => sentSince(ms).at(-streak(ms))!.sentMs;

async function untilWell(): Promise<void> {
  const isWell = async () => isComplete(await makeReport(mesh.gatewayUrl, samples[0]!));
  for (const end = performance.now() + 60_000; !(await isWell());) {
    if (performance.now() > end) throw new Error('expected a COMPLETE report within a minute');
  }
}

async function until(holds: () => boolean, limitMs: number): Promise<boolean> {
  for (const end = performance.now() + limitMs; !holds(); await sleep(20)) {
    if (performance.now() > end) return false;
  }
  return true;
}

/** How often the engine has restarted each service: what is not expected is a crash loop. */
async function restartCounts(): Promise<Record<ServiceName, number>> {
  const format = '{{.RestartCount}} {{.State.Running}}';
  const counts = serviceNames.map(async (service) => {
    const [count, running] = (
      await command('docker', ['inspect', '--format', format, mesh.idOf(service)])
    ).split(' ');
    expect({ service, running }).toEqual({ service, running: 'true' });
    return [service, Number(count)] as const;
  });
  return Object.fromEntries(await Promise.all(counts)) as Record<ServiceName, number>;
}

function withRestart(counts: Record<ServiceName, number>, { restarts }: Fault) {
  return restarts === undefined ? counts : { ...counts, [restarts]: counts[restarts] + 1 };
}
