// SPDX-License-Identifier: Apache-2.0
import type { ConformanceCase } from '../kit/conformance-case.js';
import { bundleCases } from './bundle-cases.js';
import { concurrencyCases } from './concurrency-cases.js';
import { contractCases } from './contract-cases.js';
import { healthCases } from './health-cases.js';
import { inputCases } from './input-cases.js';
import { outputCases } from './output-cases.js';
import { drainCases, startCases } from './process-cases.js';
import { streamCases } from './stream-cases.js';
import { timeCases } from './time-cases.js';

/** Every case, in the order they run: what a case needs comes before it. */
export const allCases: readonly ConformanceCase[] = [
  ...startCases,
  ...contractCases,
  ...bundleCases,
  ...streamCases,
  ...outputCases,
  ...inputCases,
  ...healthCases,
  ...timeCases,
  ...concurrencyCases,
  ...drainCases,
];
