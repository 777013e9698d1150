// SPDX-License-Identifier: Apache-2.0
/**
 * The ready endpoints of Kubernetes Services, by their EndpointSlices: listed once, then watched.
 *
 * ```ts
 * const access = await kubernetesAccess({ kubernetes: 'on', ...podEnvironment });
 * await followSlices({
 *   api: endpointSlicesApi(access),
 *   selector: `${serviceLabel}=fusion-llm`,
 *   logger,
 *   signal,
 *   onSlices: (slices) => use(readSlices(slices).read.flatMap(({ ready }) => ready)),
 *   onLooked: () => undefined,
 * });
 * ```
 *
 * Over Node's own http and not `@kubernetes/client-node`: of its 62 MB and 67 dependencies this needs
 * one list and one watch, and its Informer (2.0.1) ends at the first refused connection, asks for no
 * bookmarks, skips lines that it cannot read, bounds none, and reads a rotated token up to 60 s late.
 */
export { kubernetesAccess } from './kubernetes-access.js';
export type { KubernetesAccess, KubernetesSettings } from './kubernetes-access.js';
export { kubernetesApiSetting, kubernetesVariables } from './kubernetes-variables.js';
export { endpointSlicesApi } from './kubernetes-api.js';
export type { KubernetesApi } from './kubernetes-api.js';
export { KubernetesAnswerError } from './kubernetes-answer.js';
export { followSlices } from './follow-slices.js';
export type { FollowOptions, Pause } from './follow-slices.js';
export { readSlices, serviceLabel } from './service-slice.js';
export type { ReadyEndpoint, RefusedSlice, ServiceSlice } from './service-slice.js';
