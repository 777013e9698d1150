// SPDX-License-Identifier: Apache-2.0
import type { LoadReport } from '@asarg/service-kit/load';
import { InterceptingCall, type Interceptor } from '@grpc/grpc-js';
import { loadOfMetadata } from './load-of-metadata.js';

/** Tells of every report of load that the calls of a client end with. */
export function hearLoad(onLoad: (report: LoadReport) => void): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start(metadata, _, next) {
        next(metadata, {
          onReceiveStatus(result, pass) {
            const report = loadOfMetadata(result.metadata);
            pass(result);
            if (report !== undefined) {
              // Whoever counts calls in flight hears through promises that this one has ended.
              setImmediate(onLoad, report);
            }
          },
        });
      },
    });
}
