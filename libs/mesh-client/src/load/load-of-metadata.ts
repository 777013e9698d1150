// SPDX-License-Identifier: Apache-2.0
import { decodeLoadReport, loadReportKey, type LoadReport } from '@asarg/service-kit/load';
import type { Metadata } from '@grpc/grpc-js';

/** What a server told of its load in the trailing metadata of a call, if it did. */
export function loadOfMetadata(metadata: Metadata): LoadReport | undefined {
  const [value] = metadata.get(loadReportKey);
  return value instanceof Uint8Array ? decodeLoadReport(value) : undefined;
}
