// SPDX-License-Identifier: Apache-2.0
import {
  Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerListener,
  type status,
} from '@grpc/grpc-js';

/** Answers a call with a status as soon as it arrives; none of its messages is looked at. */
export function refuseCall(
  call: ServerInterceptingCallInterface,
  code: status,
  details: string,
): ServerInterceptingCall {
  const refuse: ServerListener = {
    onReceiveMetadata: () => call.sendStatus({ code, details, metadata: new Metadata() }),
    onReceiveMessage: () => {},
    onReceiveHalfClose: () => {},
    onCancel: () => {},
  };
  return new ServerInterceptingCall(call, { start: (next) => next(refuse) });
}
