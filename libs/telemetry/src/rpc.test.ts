// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { instanceAttributes } from './rpc.js';

test('a call tells its instance once it is connected; until then its peer is a target', () => {
  expect(instanceAttributes('10.0.0.1:7010')).toEqual({
    'asarg.instance.address': '10.0.0.1:7010',
  });
  expect(instanceAttributes('asarg-list:///a:1,b:2')).toEqual({});
  expect(instanceAttributes('kubernetes:///fusion-llm:grpc')).toEqual({});
  expect(instanceAttributes('')).toEqual({});
});
