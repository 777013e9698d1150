// SPDX-License-Identifier: Apache-2.0
import { protoRoot } from '@asarg/contracts';
import type { Server } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { protoPath as healthProtoPath } from 'grpc-health-check';

/**
 * Adds `grpc.reflection.v1` and `v1alpha`, which list the services of the given `.proto` files
 * (absolute, or relative to the contracts' folder) and the health service.
 */
export function addReflection(server: Server, protoFiles: readonly string[]): void {
  const definitions = loadSync([...protoFiles, healthProtoPath], {
    includeDirs: [protoRoot],
    keepCase: true,
  });
  new ReflectionService(definitions).addToServer(server);
}
