// SPDX-License-Identifier: Apache-2.0
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { reportIdOf, withReportId } from './report-id.js';

const id = '0f8fad5b-d9cb-469f-a165-70867728950e';

test('a context has the report that it was given, in lower case', () => {
  expect(reportIdOf(ROOT_CONTEXT)).toBeUndefined();
  expect(reportIdOf(withReportId(ROOT_CONTEXT, id.toUpperCase()))).toBe(id);
});

test('what is no UUID is ignored', () => {
  const context = withReportId(ROOT_CONTEXT, id);
  expect(withReportId(context, 'Doe^Jane')).toBe(context);
});
