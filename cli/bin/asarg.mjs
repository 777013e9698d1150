#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Written for any Node >= 18: it only finds Node 24 and the built command, and hands over.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const neededMajor = 24;
const self = realpathSync(fileURLToPath(import.meta.url));
const main = join(dirname(self), '..', 'dist', 'main.js');

function stop(message) {
  process.stderr.write(`asarg: ${message}\n`);
  process.exit(1);
}

/** The project's own Node 24, from the npm package `node`, or undefined. */
function projectNode() {
  try {
    const manifest = createRequire(self).resolve('node/package.json');
    const name = process.platform === 'win32' ? 'node.exe' : 'node';
    const path = join(dirname(manifest), 'bin', name);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function handOver(node) {
  // The IPC channel tells the command that this process is gone, however it went.
  const child = spawn(node, [self, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ASARG_HANDED_OVER: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => stop(`cannot run ${node}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

if (!existsSync(main)) {
  stop(
    'this checkout is not built: expected cli/dist/main.js, found nothing there. Run `npm start` (it installs and builds) or `npm ci && npm run build`.',
  );
}
if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  await import(pathToFileURL(main).href);
} else {
  const node = process.env.ASARG_HANDED_OVER ? undefined : projectNode();
  if (!node) {
    stop(
      `expected Node ${neededMajor} or newer, found ${process.versions.node}. Run \`npm ci\` in the checkout: it brings Node ${neededMajor} along (package "node").`,
    );
  }
  handOver(node);
}
