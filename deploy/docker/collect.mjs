// SPDX-License-Identifier: Apache-2.0
// Copies what a running service reads from the built checkout in the working directory to the folder
// that is named: built code and data, no sources, tests or declarations.
import { cpSync, globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const [target] = process.argv.slice(2);
const workspaces = globSync('{cli,services/*,libs/*}').filter((path) =>
  statSync(path).isDirectory(),
);
const others = ['proto', 'viewer/dist', 'LICENSE', 'deploy/docker/start.mjs'];
const helpers = ['deploy/docker/services.mjs', 'deploy/docker/health.mjs'];
const left =
  /^(node_modules|src|test|testing|README\.md|package\.json|tsconfig.*|vitest.*|generate\.mjs)$/;
const leftEnding = /(\.map|\.d\.ts|\.test\.js|\.tsbuildinfo)$/;

for (const path of [...workspaces, ...others, ...helpers]) {
  cpSync(path, join(target, path), {
    recursive: true,
    filter: (source) => !left.test(basename(source)) && !leftEnding.test(source),
  });
}
