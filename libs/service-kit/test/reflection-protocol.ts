// SPDX-License-Identifier: Apache-2.0
import type { ServiceDefinition } from '@grpc/grpc-js';
import protobuf from 'protobufjs';

/** Name of the only method of the reflection service. */
export const reflectionPath = 'serverReflectionInfo';

const schema = (version: string): string => `
syntax = "proto3";
package grpc.reflection.${version};
message ServerReflectionRequest {
  string host = 1;
  oneof message_request { string file_containing_symbol = 4; string list_services = 7; }
}
message FileDescriptorResponse { repeated bytes file_descriptor_proto = 1; }
message ServiceResponse { string name = 1; }
message ListServiceResponse { repeated ServiceResponse service = 1; }
message ServerReflectionResponse {
  FileDescriptorResponse file_descriptor_response = 4;
  ListServiceResponse list_services_response = 6;
}`;

/** The public reflection contract, as far as the tests use it, as a client's definition. */
export function reflectionService(version: 'v1' | 'v1alpha'): ServiceDefinition {
  const { root } = protobuf.parse(schema(version), { keepCase: true });
  const request = root.lookupType('ServerReflectionRequest');
  const response = root.lookupType('ServerReflectionResponse');
  const encode = (type: protobuf.Type) => (value: object) =>
    Buffer.from(type.encode(value).finish());
  const decode = (type: protobuf.Type) => (bytes: Buffer) => type.toObject(type.decode(bytes));
  return {
    [reflectionPath]: {
      path: `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      requestStream: true,
      responseStream: true,
      requestSerialize: encode(request),
      requestDeserialize: decode(request),
      responseSerialize: encode(response),
      responseDeserialize: decode(response),
    },
  };
}
