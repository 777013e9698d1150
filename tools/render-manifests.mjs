// SPDX-License-Identifier: Apache-2.0
// Renders deploy/k8s/overlays/* to deploy/k8s/rendered/*.yaml with `kubectl kustomize`, which works offline.
//   node tools/render-manifests.mjs [KUBECTL]
// Tests look at what is rendered, and at a digest that tells whether it or its sources have changed since.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../deploy/k8s');
const header =
  '# SPDX-License-Identifier: Apache-2.0\n# Rendered by tools/render-manifests.mjs; do not edit.\n';

/** Names of the overlays. */
export const overlays = readdirSync(path.join(folder, 'overlays')).toSorted();

/** Where an overlay's rendered manifests are. */
export const renderedFile = (overlay) => path.join(folder, 'rendered', `${overlay}.yaml`);

/** Where the digest is. */
export const digestFile = path.join(folder, 'rendered/digest.sha256');

/** SHA-256 over what overlays are made of and what was made of them. */
export function digestOfManifests() {
  const digest = createHash('sha256');
  const files = globSync('{base,components,overlays,rendered}/**/*.{yaml,json,env}', {
    cwd: folder,
  })
    .map((file) => file.replaceAll(path.sep, '/'))
    .toSorted();
  for (const file of files) {
    const text = readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    digest.update(JSON.stringify([file, text]));
  }
  return digest.digest('hex');
}

/** What `kubectl` makes of an overlay. */
export function render(overlay, kubectl = 'kubectl') {
  const target = path.join(folder, 'overlays', overlay);
  return header + execFileSync(kubectl, ['kustomize', target], { encoding: 'utf8' });
}

if (process.argv[1] === import.meta.filename) {
  mkdirSync(path.dirname(digestFile), { recursive: true });
  for (const overlay of overlays)
    writeFileSync(renderedFile(overlay), render(overlay, process.argv[2]));
  writeFileSync(digestFile, `${digestOfManifests()}\n`);
}
