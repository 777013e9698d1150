// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import { buildGo } from '../build-go.js';

/** The OpenTelemetry Collector of `collector/`, built once; see `buildGo`. @returns the program. */
export function buildCollector(cache: string, say: (line: string) => void): Promise<string> {
  const sources = path.join(import.meta.dirname, 'collector');
  return buildGo({ name: 'collector', sources, oldestGo: '1.26' }, cache, say);
}
