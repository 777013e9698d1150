// SPDX-License-Identifier: Apache-2.0

/** Name of the trailing metadata that tells a caller when to try again (gRFC A6). */
export const pushbackKey = 'grpc-retry-pushback-ms';
