// SPDX-License-Identifier: Apache-2.0

/**
 * Errors whose messages may be logged, by name, each with why. All are this project's own, and tell
 * of the installation alone: what its operator has set, or which models it has. A class that words
 * anything a caller sent has no place here. So `ServiceFailure`, `ProblemError`, `OpenInferenceError`,
 * `ImagingError`, `TensorError` (values and names found in requests and files) and `MeshError` (words of
 * whoever answered) are missing on purpose: their `code` or `status` is logged.
 */
export const safeMessages: ReadonlyMap<string, string> = new Map([
  ['ConfigError', 'quotes variables of the environment'],
  ['BundleError', 'quotes the manifest and the paths of a model bundle'],
  ['RuntimeUnavailableError', 'quotes execution providers and what the runtime lacks'],
  ['QueueFullError', 'quotes the length of a queue'],
  ['ListenError', 'quotes the address to listen at'],
  ['StoreError', 'quotes the data folder and the version of its schema'],
  ['KubernetesAnswerError', 'quotes what the API of Kubernetes says of its own objects'],
]);
