// SPDX-License-Identifier: Apache-2.0
import { protoRoot } from '@asarg/contracts';
import type {
  MethodDefinition,
  Server,
  ServerDuplexStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type * as ProtoLoader from '@grpc/proto-loader';
import type * as Reflection from '@grpc/reflection';
import { protoPath as healthProtoPath } from 'grpc-health-check';
import { createRequire } from 'node:module';

/** One method of reflection and what answers it. */
interface ReflectionMethod extends MethodDefinition<unknown, unknown> {
  readonly handle: (call: ServerDuplexStream<unknown, unknown>) => void;
}

const name = 'ServerReflectionInfo';
const paths = ['v1', 'v1alpha'].map(
  (version) => `/grpc.reflection.${version}.ServerReflection/${name}`,
);
const require = createRequire(import.meta.url);

/**
 * Adds `grpc.reflection.v1` and `v1alpha`, which list the given services and the health service.
 * What it takes to answer is loaded with the first question: most servers are never asked, and a
 * restarted one should serve soon.
 * @param protoFiles where they are defined, absolute or relative to the contracts' folder; what
 * else these files or their imports define is described, but not listed.
 */
export function addReflection(
  server: Server,
  protoFiles: readonly string[],
  definitions: readonly ServiceDefinition[],
): void {
  const services = [...definitions.map(nameOf), 'grpc.health.v1.Health'];
  let loaded: ReadonlyMap<string, ReflectionMethod> | undefined;
  for (const path of paths) {
    const method = (): ReflectionMethod => (loaded ??= load(protoFiles, services)).get(path)!;
    const definition: MethodDefinition<unknown, unknown> = {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: (value) => method().requestSerialize(value),
      requestDeserialize: (bytes) => method().requestDeserialize(bytes),
      responseSerialize: (value) => method().responseSerialize(value),
      responseDeserialize: (bytes) => method().responseDeserialize(bytes),
    };
    const handle: ReflectionMethod['handle'] = (call) => method().handle(call);
    server.addService({ [name]: definition }, { [name]: handle });
  }
}

function load(protoFiles: readonly string[], services: string[]): Map<string, ReflectionMethod> {
  const { loadSync } = require('@grpc/proto-loader') as typeof ProtoLoader;
  const { ReflectionService } = require('@grpc/reflection') as typeof Reflection;
  const described = loadSync([...protoFiles, healthProtoPath], {
    includeDirs: [protoRoot],
    keepCase: true,
  });
  const methods = new Map<string, ReflectionMethod>();
  new ReflectionService(described, { services }).addToServer({
    addService(definition: ServiceDefinition, implementation: UntypedServiceImplementation) {
      const method = definition[name]!;
      methods.set(method.path, { ...method, handle: implementation[name] as never });
    },
  } as never);
  return methods;
}

/** Full name of a service: every method's path is `/service/method`. */
function nameOf(definition: ServiceDefinition): string {
  const [method] = Object.values(definition);
  return method?.path.split('/')[1] ?? '';
}
