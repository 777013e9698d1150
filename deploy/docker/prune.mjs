// SPDX-License-Identifier: Apache-2.0
// Takes out of the production dependencies in the working directory what a running service never
// reads: network runtimes of other platforms, declarations, source maps, documentation, tests. The
// manifests are reduced to what ships, so that `npm sbom` tells of what is there and of nothing else.
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const unread = [
  'map',
  'd.ts',
  'd.mts',
  'd.cts',
  'ts',
  'mts',
  'md',
  'markdown',
  'tsbuildinfo',
  'test.js',
];

for (const path of ['bench', 'viewer', 'node_modules/.package-lock.json', 'package-lock.json']) {
  rmSync(path, { recursive: true, force: true });
}
// A peer of Nest's that is optional and not used.
for (const path of ['typescript', '@typescript']) {
  rmSync(`node_modules/${path}`, { recursive: true, force: true });
}
for (const path of globSync('node_modules/onnxruntime-node/bin/*/*/*')) {
  if (!path.endsWith(`${process.platform}/${process.arch}`)) rmSync(path, { recursive: true });
}
for (const path of globSync(`**/node_modules/**/*.{${unread.join(',')}}`)) {
  rmSync(path, { recursive: true, force: true });
}
for (const path of globSync('{.,cli,services/*,libs/*}/package.json')) {
  const { devDependencies: _, scripts: __, nx: ___, ...manifest } = JSON.parse(readFileSync(path));
  if (manifest.workspaces) manifest.workspaces = ['services/*', 'cli', 'libs/*'];
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}
