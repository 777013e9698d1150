// SPDX-License-Identifier: Apache-2.0
import { protoRoot } from '@asarg/contracts';
import type { Server, ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { protoPath as healthProtoPath } from 'grpc-health-check';

/**
 * Adds `grpc.reflection.v1` and `v1alpha`, which list the given services and the health service.
 * @param protoFiles where they are defined, absolute or relative to the contracts' folder; what
 * else these files or their imports define is described, but not listed.
 */
export function addReflection(
  server: Server,
  protoFiles: readonly string[],
  definitions: readonly ServiceDefinition[],
): void {
  const loaded = loadSync([...protoFiles, healthProtoPath], {
    includeDirs: [protoRoot],
    keepCase: true,
  });
  const services = [...definitions.map(nameOf), 'grpc.health.v1.Health'];
  new ReflectionService(loaded, { services }).addToServer(server);
}

/** Full name of a service: every method's path is `/service/method`. */
function nameOf(definition: ServiceDefinition): string {
  const [method] = Object.values(definition);
  return method?.path.split('/')[1] ?? '';
}
