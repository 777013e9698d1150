// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { overlays as names, renderedFile } from '../../tools/render-manifests.mjs';
import type { KubernetesObject } from './kubernetes-object.js';

/** The objects of every overlay, by its name. */
export const overlays: ReadonlyMap<string, readonly KubernetesObject[]> = new Map(
  names.map((name: string) => [name, parseObjects(readFileSync(renderedFile(name), 'utf8'))]),
);

/** For `test.each`: every overlay's name and objects. */
export const eachOverlay = [...overlays];

/** The objects of a file of YAML documents. @throws Error if it is no YAML. */
export function parseObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]!;
    return document.toJS() as KubernetesObject;
  });
}
