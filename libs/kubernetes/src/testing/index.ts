// SPDX-License-Identifier: Apache-2.0
/** A Kubernetes API with EndpointSlices on loopback, for tests. */
export { endpointSlice } from './endpoint-slice.js';
export type { TestEndpoint } from './endpoint-slice.js';
export { eventLine, refuse, serveKubernetesApi } from './kubernetes-api-server.js';
export type { ApiRequest, KubernetesApiServer, TestSlice } from './kubernetes-api-server.js';
export { selfSignedCertificate } from './self-signed-certificate.js';
export type { SelfSignedCertificate } from './self-signed-certificate.js';
