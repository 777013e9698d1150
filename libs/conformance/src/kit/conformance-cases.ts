// SPDX-License-Identifier: Apache-2.0
import { allCases } from '../cases/all-cases.js';
import type { ConformanceCase } from './conformance-case.js';

/** All cases, for lists and documents: id, group and what is expected, in the order they run. */
export const conformanceCases: readonly Pick<ConformanceCase, 'id' | 'group' | 'expected'>[] =
  allCases.map(({ id, group, expected }) => ({ id, group, expected }));
