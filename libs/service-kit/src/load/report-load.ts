// SPDX-License-Identifier: Apache-2.0
import { Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { encodeLoadReport, loadReportKey, type LoadReport } from './load-report.js';

/** Tells every caller, with the end of its call, what the server has to do then. */
export function reportLoad(load: () => LoadReport): ServerInterceptor {
  return (_, call) =>
    new ServerInterceptingCall(call, {
      sendStatus(result, next) {
        const metadata = result.metadata?.clone() ?? new Metadata();
        metadata.set(loadReportKey, encodeLoadReport(load()));
        next({ ...result, metadata });
      },
    });
}
