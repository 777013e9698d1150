// SPDX-License-Identifier: Apache-2.0
import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';

/**
 * Keeps grpc-js from writing lines of its own to standard error, unless its variables ask for them:
 * some quote the headers of a call. What it says also comes as errors, which are logged.
 */
export function quietGrpc(): void {
  const { GRPC_VERBOSITY, GRPC_NODE_VERBOSITY } = process.env;
  if (GRPC_VERBOSITY === undefined && GRPC_NODE_VERBOSITY === undefined) {
    setLogVerbosity(logVerbosity.NONE);
  }
}
