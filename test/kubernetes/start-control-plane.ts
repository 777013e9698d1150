// SPDX-License-Identifier: Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Programs } from './build-programs.js';
import { askApi, type ApiAccess } from './ask-api.js';
import { freePorts } from '../interop/processes.js';

/** An API server that runs. */
export interface ControlPlane {
  readonly access: ApiAccess;
  /** For kubectl, as the administrator. */
  readonly kubeconfig: string;
  /** Stops it, and removes all that it kept. */
  close(): Promise<void>;
}

const readyWithinMs = 60_000;
const administrator = 'administrator';

/** Starts etcd and the API server on free ports of the loopback, with RBAC and Pod Security. */
export async function startControlPlane(programs: Programs): Promise<ControlPlane> {
  const folder = await mkdtemp(path.join(tmpdir(), 'asarg-kubernetes-'));
  const [client, peer, api] = await freePorts(3);
  const key = path.join(folder, 'accounts.key');
  await writeFile(
    key,
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }),
  );
  const tokens = path.join(folder, 'tokens.csv');
  await writeFile(tokens, `${administrator},administrator,administrator,system:masters\n`);
  const etcdUrl = `http://127.0.0.1:${client}`;
  const logFile = path.join(folder, 'log');
  // A pipe that nobody reads while kubectl runs would fill up, and hold up etcd and so kubectl.
  const log = await open(logFile, 'a');
  const etcd = begin(
    programs.etcd,
    [path.join(folder, 'etcd'), etcdUrl, `http://127.0.0.1:${peer}`],
    log.fd,
  );
  const server = begin(
    programs.apiserver,
    [
      `--etcd-servers=${etcdUrl}`,
      `--cert-dir=${folder}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${api}`,
      `--token-auth-file=${tokens}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.96.0.0/16',
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--endpoint-reconciler-type=none',
    ],
    log.fd,
  );
  await log.close();
  const close = async (): Promise<void> => {
    await end(server);
    await end(etcd);
    await rm(folder, { recursive: true, force: true });
  };
  const access = {
    url: `https://127.0.0.1:${api}`,
    caFile: path.join(folder, 'apiserver.crt'),
    token: administrator,
  };
  const kubeconfig = path.join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigOf(access));
  try {
    await untilReady(access, () => server.exitCode ?? etcd.exitCode);
  } catch (error) {
    const said = await readFile(logFile, 'utf8').catch(String);
    await close();
    throw new Error(`${(error as Error).message}: ${said.slice(-4000)}`, { cause: error });
  }
  return { access, kubeconfig, close };
}

async function untilReady(access: ApiAccess, ended: () => number | null): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  for (;;) {
    const isReady = await readFile(access.caFile)
      .then(() => askApi(access, 'GET', '/readyz'))
      .then(
        () => true,
        () => false,
      );
    if (isReady) return;
    if (ended() !== null) throw new Error('expected the API server to run, found it ended');
    if (performance.now() > deadline) {
      throw new Error(`expected a ready API server within ${readyWithinMs} ms, found none`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function begin(program: string, args: readonly string[], log: number): ChildProcess {
  return spawn(program, args, { stdio: ['ignore', 'ignore', log] });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  // What it kept is removed: it need not end well.
  child.kill('SIGKILL');
  await exited;
}

const kubeconfigOf = ({ url, caFile, token }: ApiAccess): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority': caFile } }],
    users: [{ name: 'administrator', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'administrator' } }],
    'current-context': 'test',
  });
