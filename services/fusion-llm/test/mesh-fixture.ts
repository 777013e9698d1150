// SPDX-License-Identifier: Apache-2.0
import {
  DataType,
  Encoding,
  GateMode,
  SpecialistState,
  type DescribeResponse,
  type Frame,
  type GenerationOptions,
  type WatchSpecialistsResponse,
} from '@asarg/contracts';
import { createRegistryClient, createReportClient } from '@asarg/mesh-client';
import { readFusionBundle } from '@asarg/model-bundle';
import { createLogger, type Logger } from '@asarg/service-kit';
import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFusionConfig, type FusionConfig } from '../src/config.js';
import type { ReportEvent } from '../src/report/stage-clock.js';
import { startFusionService } from '../src/start-fusion-service.js';
import { descriptionsFor, serveSpecialist, type BeforeAnswer } from './specialist-server.js';

/** The bundle under test: the repository's, unless ASARG_BUNDLE names another. */
export const bundle = await readFusionBundle(readFusionConfig().bundle);

/** The stages that follow each other without gaps. */
export const sequence = ['check', 'fan-out', 'gather', 'fuse', 'prefill', 'decode', 'finish'];

/** A frame of 64 x 48 pixels that is as the contract says. */
export function testFrame(): Frame {
  const pixels = Uint8Array.from({ length: 64 * 48 }, (_, index) => index % 251);
  return {
    width: 64,
    height: 48,
    dataType: DataType.UINT8,
    encoding: Encoding.RAW,
    pixels,
    digest: createHash('sha256').update(pixels).digest('hex'),
    columnSpacingMm: 0,
    rowSpacingMm: 0,
  };
}

/** Addresses by name: one, or those of several instances. */
type ListedAddresses = Readonly<Record<string, string | readonly string[]>>;

/** Replaces a registry file as careful programs do: written aside, then renamed. */
export async function writeRegistry(
  path: string,
  specialists: ListedAddresses,
  more: object = {},
): Promise<void> {
  const entries = Object.entries(specialists).flatMap(([name, addresses]) =>
    [addresses].flat().map((address) => ({ name, address })),
  );
  const file = { schema: 'asarg.registry/1', specialists: entries, ...more };
  await writeText(path, JSON.stringify(file));
}

/** Replaces a text file atomically. */
export async function writeText(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

/** A fusion service over three specialist servers, all real, and clients of it. */
export async function startMesh({
  config = {},
  before = {},
  descriptions = descriptionsFor(bundle),
  logger = createLogger('test', 'silent'),
}: {
  config?: Partial<FusionConfig>;
  before?: Readonly<Record<string, BeforeAnswer>>;
  descriptions?: Readonly<Record<string, DescribeResponse>>;
  logger?: Logger;
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'fusion-'));
  const registryPath = join(folder, 'registry.json');
  const serve = (name: string, port?: number) =>
    serveSpecialist(descriptions[name]!, { port, before: before[name] });
  const servers = Object.fromEntries(
    await Promise.all(
      Object.keys(descriptions).map(async (name) => [name, await serve(name)] as const),
    ),
  );
  const addresses = Object.fromEntries(
    Object.entries(servers).map(([name, { address }]) => [name, address]),
  );
  await writeRegistry(registryPath, addresses);
  const service = await startFusionService(
    {
      ...readFusionConfig(),
      listen: '127.0.0.1:0',
      registry: registryPath,
      drainMs: 0,
      threads: 1,
      ...config,
    },
    logger,
  );
  const reports = createReportClient(service.address);
  const registry = createRegistryClient(service.address);

  /** Waits until the registry is as wanted. */
  async function until(
    isWanted: (state: WatchSpecialistsResponse) => boolean,
  ): Promise<WatchSpecialistsResponse> {
    for await (const state of registry.watch({ deadlineMs: 10_000 })) {
      if (isWanted(state)) {
        return state;
      }
    }
    throw new Error('expected the registry to change, found the end of the watch');
  }

  /** Waits until an entry is in a state. */
  const untilState = (name: string, state: SpecialistState) =>
    until(({ specialists }) =>
      specialists.some((entry) => entry.name === name && entry.state === state),
    );

  return {
    servers,
    addresses,
    registryPath,
    address: service.address,
    reports,
    registry,
    until,
    untilState,
    untilActive: () =>
      until(
        ({ specialists }) =>
          specialists.length === Object.keys(servers).length &&
          specialists.every(({ state }) => state === SpecialistState.ACTIVE),
      ),
    /** Starts a specialist again where it was. */
    async restart(name: string) {
      servers[name] = await serve(name, servers[name]!.port);
    },
    async close() {
      reports.close();
      registry.close();
      await service.close();
      await Promise.all(Object.values(servers).map((server) => server.kill()));
      await rm(folder, { recursive: true });
    },
  };
}

/** All events of one report. */
export async function collect(
  reports: ReturnType<typeof createReportClient>,
  request: { frame?: Frame; options?: Partial<GenerationOptions> } = {},
  deadlineMs = 20_000,
): Promise<ReportEvent[]> {
  const events: ReportEvent[] = [];
  const { options } = request;
  const whole = {
    frame: testFrame(),
    ...request,
    options: options && { without: [], gate: GateMode.UNSPECIFIED, ...options },
  };
  for await (const { event } of reports.generate(whole, { deadlineMs })) {
    events.push(event!);
  }
  return events;
}

/** The values of the events of one kind. */
export function valuesOf<Case extends ReportEvent['$case']>(
  events: readonly ReportEvent[],
  kind: Case,
): Extract<ReportEvent, { $case: Case }>['value'][] {
  return events.flatMap((event) => (event.$case === kind ? [event.value] : [])) as never;
}
