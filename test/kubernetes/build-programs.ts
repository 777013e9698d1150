// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import { buildGo } from '../build-go.js';

const sources = path.join(import.meta.dirname, 'programs');
const version = 'k8s.io/component-base/version';
const linkerFlags = `-X ${version}.gitVersion=v1.34.1 -X ${version}.gitMajor=1 -X ${version}.gitMinor=34`;

/** What is built, each from its main.go and the versions in go.sum. */
const names = ['etcd', 'apiserver', 'kubectl'] as const;

/** Programs of a Kubernetes without nodes. */
export type Programs = Readonly<Record<(typeof names)[number], string>>;

/** The programs of `programs/`, each built once; see `buildGo`. */
export async function buildPrograms(cache: string, say: (line: string) => void): Promise<Programs> {
  const built: [string, string][] = [];
  for (const name of names) {
    const program = { name, sources, folder: name, oldestGo: '1.24', linkerFlags };
    built.push([name, await buildGo(program, cache, say)]);
  }
  return Object.fromEntries(built) as Programs;
}
