// SPDX-License-Identifier: Apache-2.0
import {
  GenerateRequest,
  ReportServiceClient,
  ReportServiceService,
  type GenerateResponse,
} from '@asarg/contracts';
import type { MeshCallOptions } from './call-options.js';
import { channelCredentials, clientOptionsOf, type ClientOptions } from './channel-options.js';
import { frameMethod } from './frame-method.js';
import { readStream } from './read-stream.js';

/** Talks to a report service. */
export interface ReportClient {
  /** The events of one report. Leaving the loop cancels the report. @throws MeshError */
  generate(
    request: GenerateRequest,
    options?: MeshCallOptions,
  ): AsyncGenerator<GenerateResponse, void, undefined>;
  /** Closes the connection; reports in progress fail. */
  close(): void;
}

/** A client of the report service at a gRPC target. Connects with the first call. */
export function createReportClient(
  address: string,
  clientOptions: ClientOptions = {},
): ReportClient {
  const client = new ReportServiceClient(
    address,
    channelCredentials(clientOptions),
    clientOptionsOf(address, clientOptions),
  );
  const generate = frameMethod(client, ReportServiceService.generate, GenerateRequest);
  return {
    generate: (request, options) => readStream((call) => generate(request, call), address, options),
    close: () => client.close(),
  };
}
