// SPDX-License-Identifier: Apache-2.0
import { status } from '@grpc/grpc-js';
import { MeshError } from '@asarg/mesh-client';
import { toServiceError } from '@asarg/service-kit';

/** Name of the gRPC status that a failure has, or would have for a caller. */
export function outcomeOf(error: unknown): string {
  if (error instanceof MeshError) {
    return error.code;
  }
  return error instanceof Error && error.cause instanceof MeshError
    ? error.cause.code
    : status[toServiceError(error).code];
}
