// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, inject } from 'vitest';
import { ApiError, askApi, type ApiAccess } from './ask-api.js';
import { startControlPlane, type ControlPlane } from './start-control-plane.js';

// Each file has an API server of its own: what one leaves is in nobody's way.
let plane: ControlPlane | undefined;
beforeAll(async () => {
  plane = await startControlPlane(inject('programs'));
});
afterAll(() => plane?.close());

/** The API server of the file's tests, as its administrator. */
export const access = (): ApiAccess => plane!.access;

/** Longest that one command may take, in milliseconds. */
const kubectlMs = 60_000;

/** What kubectl wrote, and whether it succeeded. */
export interface KubectlResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs kubectl as the administrator; standard output and errors together. */
export function tryKubectl(args: readonly string[], input?: string): KubectlResult {
  const { status, stdout, stderr } = spawnSync(inject('programs').kubectl, args, {
    input,
    encoding: 'utf8',
    timeout: kubectlMs,
    env: { ...process.env, KUBECONFIG: plane!.kubeconfig },
  });
  return { code: status, output: `${stdout}${stderr}` };
}

/** As `tryKubectl`. @throws Error with what it said if it fails. */
export function kubectl(args: readonly string[], input?: string): string {
  const { code, output } = tryKubectl(args, input);
  if (code !== 0)
    throw new Error(`expected kubectl ${args.join(' ')} to succeed, found: ${output}`);
  return output;
}

/** One request to the API as the administrator. */
export const ask = <Answer = unknown>(
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> => askApi<Answer>(access(), method, path, body);

/** Makes what the controllers that are not here would make in a new namespace. */
export async function makeNamespace(name: string, manifest?: object): Promise<void> {
  const namespace = manifest ?? { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await orThere(ask('POST', '/api/v1/namespaces', namespace));
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  await orThere(ask('POST', `/api/v1/namespaces/${name}/serviceaccounts`, account));
}

/** A token of a service account, as a pod gets it. */
export async function tokenOf(namespace: string, account: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
  const { status } = await ask<{ status: { token: string } }>('POST', path, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  });
  return status.token;
}

async function orThere(made: Promise<unknown>): Promise<void> {
  await made.catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  });
}
