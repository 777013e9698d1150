// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  type Client,
  type ClientDuplexStream,
  credentials,
  loadPackageDefinition,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const proto = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json')),
  'build/proto/grpc/reflection/v1/reflection.proto',
);

interface ReflectionAnswer {
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
}

interface ReflectionClient extends Client {
  serverReflectionInfo(): ClientDuplexStream<{ listServices: string }, ReflectionAnswer>;
}

/** Names of the services that a server lists by gRPC server reflection v1, sorted. */
export function listServices(address: string): Promise<string[]> {
  const loaded = loadPackageDefinition(loadSync(proto)) as unknown as {
    grpc: { reflection: { v1: { ServerReflection: ServiceClientConstructor } } };
  };
  const Reflection = loaded.grpc.reflection.v1.ServerReflection;
  const client = new Reflection(
    address,
    credentials.createInsecure(),
  ) as unknown as ReflectionClient;
  return new Promise<string[]>((resolve, reject) => {
    const call = client.serverReflectionInfo();
    call.on('error', reject);
    call.on('data', (answer: ReflectionAnswer) => {
      resolve((answer.listServicesResponse?.service ?? []).map(({ name }) => name).toSorted());
      call.end();
    });
    call.write({ listServices: '*' });
  }).finally(() => client.close());
}
