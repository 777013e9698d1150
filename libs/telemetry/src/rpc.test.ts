// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { peerAttributes } from './rpc.js';

test('a peer is host and port; before a connection it is a target, which is none', () => {
  expect(peerAttributes('10.0.0.1:7010')).toEqual({
    'network.peer.address': '10.0.0.1',
    'network.peer.port': 7010,
  });
  expect(peerAttributes('asarg-list:///a:1,b:2')).toEqual({});
  expect(peerAttributes('kubernetes:///fusion-llm:grpc')).toEqual({});
  expect(peerAttributes('')).toEqual({});
});
