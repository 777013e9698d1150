// SPDX-License-Identifier: Apache-2.0
import {
  FeatureKind,
  type GenerateRequest,
  type GenerateResponse,
  type ListSpecialistsResponse,
  Provenance,
  RegistryServiceService,
  ReportServiceService,
  SpecialistState,
} from '@asarg/contracts';
import { createLogger, serverStream, startGrpcServer, unary } from '@asarg/service-kit';
import {
  cxasModel,
  doneEvent,
  type FusionEvent,
  stageEvents,
  wholeReport,
} from './fusion-events.js';

/** Answers one Generate call. */
export type Script = (request: GenerateRequest, signal: AbortSignal) => AsyncIterable<FusionEvent>;

export interface FakeFusion {
  readonly port: number;
  /** Requests so far. */
  readonly requests: readonly GenerateRequest[];
  setScript(script: Script): void;
  /** Stops every report after its stages; says when the first is there, and how to go on. */
  hold(): { readonly held: Promise<void>; release(): void };
  setServing(serving: boolean): void;
  close(): Promise<void>;
}

/** A fusion-llm on loopback whose reports are scripted; everything else is real. */
export async function startFakeFusion(port = 0): Promise<FakeFusion> {
  const requests: GenerateRequest[] = [];
  let script: Script = wholeReport;
  const generate = serverStream<GenerateRequest, GenerateResponse>(async function* (
    request,
    { signal },
  ) {
    requests.push(request);
    for await (const event of script(request, signal)) yield { event };
  });
  const heart = { id: 135, name: 'heart', superclass: '', provenance: 1, codes: [] };
  const effusion = {
    id: 160,
    name: 'pleural effusion left',
    superclass: '',
    provenance: Provenance.WEAK,
    codes: [{ scheme: 'SCT', value: '60046008' }],
  };
  const unknown = { description: undefined, version: '', probe: undefined, shadow: undefined };
  const registry: ListSpecialistsResponse = {
    epoch: 4,
    versions: [{ specialist: 'cxas', version: 'a1b2', previous: '', reason: 'the first admitted' }],
    specialists: [
      {
        name: 'cxas',
        address: '127.0.0.1:7013',
        state: SpecialistState.ACTIVE,
        reason: '',
        source: 'file',
        version: 'a1b2',
        probe: {
          passed: true,
          checks: [{ name: 'deterministic', passed: true, detail: '' }],
          latencyMs: 41.5,
        },
        shadow: undefined,
        description: {
          model: cxasModel,
          kind: FeatureKind.SEGMENTATION,
          outputs: [],
          classes: [heart, effusion],
          labels: [],
          input: { pixelProfile: 'rank-squash@1', width: 224, height: 224, views: [] },
          expectedP95Ms: 100,
          executionProvider: 'cpu',
          views: [],
        },
      },
      {
        ...unknown,
        name: 'cxas',
        address: '127.0.0.1:7113',
        state: SpecialistState.SHADOW,
        reason: 'a1b2 is active',
        source: 'lease',
        version: 'c3d4',
        shadow: {
          reports: 12,
          failures: 1,
          classes: [{ classId: 135, dice: 0.97, reports: 11 }],
          outputs: [{ output: 'maps', cosine: 0.99 }],
          textDifference: 0.02,
          findingDifferences: 1,
          waitsFor: '8 more reports',
        },
      },
      {
        ...unknown,
        name: 'vision',
        address: '127.0.0.1:7011',
        state: SpecialistState.DISCOVERED,
        reason: 'not reached yet',
        source: 'kubernetes',
      },
    ],
    bindings: [
      {
        slot: 'segmentation',
        kind: FeatureKind.SEGMENTATION,
        specialist: 'cxas',
        output: 'masks',
        slotClasses: [135],
        boundClasses: [135],
        otherClasses: [160],
        reason: '',
      },
    ],
  };
  const server = await startGrpcServer({
    listen: `127.0.0.1:${port}`,
    services: [
      { definition: ReportServiceService, implementation: { generate } },
      {
        definition: RegistryServiceService,
        implementation: {
          listSpecialists: unary(() => registry),
          watchSpecialists: serverStream(async function* () {
            yield registry;
          }),
        },
      },
    ],
    protoFiles: [],
    healthNames: [''],
    logger: createLogger('fake-fusion', 'silent'),
  });
  return {
    port: server.port,
    requests,
    setScript: (next) => (script = next),
    hold() {
      const [isHeld, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      script = async function* () {
        yield* stageEvents;
        isHeld.resolve();
        await goOn.promise;
        yield doneEvent;
      };
      return { held: isHeld.promise, release: goOn.resolve };
    },
    setServing: (serving) => server.setServing('', serving),
    close: () => server.drain(0),
  };
}
