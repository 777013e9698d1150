// SPDX-License-Identifier: Apache-2.0
import { makeGenericClientConstructor, type ServiceDefinition } from '@grpc/grpc-js';

/** Answer of a health check, as in grpc.health.v1; UNKNOWN also for values of a newer protocol. */
export type HealthStatus = 'UNKNOWN' | 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';

const statuses: readonly HealthStatus[] = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** Asks for the health of a service; '' is the whole server. */
export interface HealthRequest {
  readonly service: string;
}

/** HealthCheckRequest { string service = 1; } on the wire; the name has less than 128 bytes. */
export function serializeHealthRequest({ service }: HealthRequest): Buffer {
  const name = Buffer.from(service, 'utf8');
  if (name.byteLength > 127) {
    throw new RangeError(`expected a service name below 128 bytes, found ${name.byteLength}`);
  }
  return name.byteLength === 0 ? name : Buffer.concat([Buffer.of(0x0a, name.byteLength), name]);
}

/** HealthCheckResponse { ServingStatus status = 1; } from the wire. */
export function deserializeHealthResponse(message: Buffer): HealthStatus {
  return (message[0] === 0x08 ? statuses[message[1] ?? 0] : undefined) ?? 'UNKNOWN';
}

const codec = {
  requestStream: false,
  requestSerialize: serializeHealthRequest,
  requestDeserialize: (message: Buffer): HealthRequest => ({
    service: message.subarray(2).toString('utf8'),
  }),
  responseSerialize: (status: HealthStatus) => Buffer.of(0x08, statuses.indexOf(status)),
  responseDeserialize: deserializeHealthResponse,
} as const;

const definition: ServiceDefinition = {
  check: { ...codec, path: '/grpc.health.v1.Health/Check', responseStream: false },
  watch: { ...codec, path: '/grpc.health.v1.Health/Watch', responseStream: true },
};

/** Constructor of a raw client of the health protocol, whose two messages are one field each. */
export const HealthServiceClient = makeGenericClientConstructor(
  definition,
  'grpc.health.v1.Health',
);
