// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startMesh, type Mesh } from '@asarg/cli';

/** A sentence of a finished report, as far as the tests look at it. */
export interface SentenceJson {
  readonly text: string;
  readonly verdict: string;
  readonly findings: readonly {
    label: string;
    polarity: string;
    certainty: string;
    laterality: string;
  }[];
  readonly evidence: readonly { kind: string; text: string; provenance: string }[];
  readonly regions: readonly {
    class: string;
    box: { x0: number; y0: number; x1: number; y1: number };
    maskUrl?: string;
  }[];
}

/** A report as far as the tests look at it. */
export interface ReportJson {
  readonly id: string;
  readonly status: string;
  readonly text: string;
  readonly sentences: readonly SentenceJson[];
  readonly contributions: readonly {
    slot: string;
    specialist: string;
    version: string;
    digest: string;
    state: string;
    reason: string;
    attempts: readonly { address: string; reason: string; outcome: string }[];
  }[];
  readonly stages: readonly {
    name: string;
    service: string;
    startMs: number;
    durationMs: number;
    critical?: boolean;
  }[];
  readonly durationMs: number;
  readonly provenance: {
    readonly models: readonly {
      name: string;
      version: string;
      digest: string;
      pixelProfile: string;
    }[];
    readonly options: { readonly seed: number };
    readonly pipelineDigest: string;
  };
}

/** The repository's root folder. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Starts a mesh on free ports in a temporary folder; `close` stops it and removes the folder. */
export async function startTestMesh(): Promise<Mesh> {
  const folder = await mkdtemp(path.join(tmpdir(), 'asarg-system-'));
  const mesh = await startMesh({ ports: 'free', folder });
  return {
    ...mesh,
    close: async () => {
      await mesh.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Posts a file and waits for the answer, whatever it is. */
export function postImage(
  gatewayUrl: string,
  bytes: Uint8Array,
  { name = 'image', fields = {} as Record<string, string> } = {},
): Promise<Response> {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  form.set('image', new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
  return fetch(`${gatewayUrl}/v1/reports`, {
    method: 'POST',
    body: form,
    headers: { prefer: 'wait=30' },
  });
}

/** Posts a file that must become a report. */
export async function reportOf(
  gatewayUrl: string,
  bytes: Uint8Array,
  fields: Record<string, string> = {},
): Promise<ReportJson> {
  const response = await postImage(gatewayUrl, bytes, { fields });
  if (response.status !== 201) {
    throw new Error(`expected 201, found ${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as ReportJson;
}
