// SPDX-License-Identifier: Apache-2.0
import { listSupportedBackends } from 'onnxruntime-node';

/** What runs a network. */
export type ExecutionProvider = 'cpu' | 'cuda' | 'webgpu';

/** The providers that can be configured, with what each needs to be there. */
export const executionProviders: Readonly<Record<ExecutionProvider, string>> = {
  cpu: 'nothing else',
  cuda:
    'an NVIDIA GPU with CUDA 12 and cuDNN 9, and the CUDA libraries of onnxruntime-node ' +
    '(ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install)',
  webgpu: 'a GPU with a Vulkan (Linux), Metal (macOS) or Direct3D 12 (Windows) driver',
};

/** Thrown when the configured execution provider cannot be used on this machine. */
export class RuntimeUnavailableError extends Error {
  override readonly name = 'RuntimeUnavailableError';

  constructor(
    readonly executionProvider: string,
    /** Why, as onnxruntime says. */
    readonly reason: string,
    /** Providers that this installation offers instead. */
    readonly alternatives: readonly string[],
    options?: ErrorOptions,
  ) {
    const needs = executionProviders[executionProvider as ExecutionProvider];
    const needed = needs === undefined ? '' : `, which needs ${needs}`;
    super(
      `execution provider '${executionProvider}' is not available: expected one that loads` +
        `${needed}; found: ${reason}; alternatives: ${alternatives.join(', ')}`,
      options,
    );
  }
}

/** @throws RuntimeUnavailableError if this build of onnxruntime does not know the provider. */
export function checkExecutionProvider(provider: string): asserts provider is ExecutionProvider {
  const supported = listSupportedBackends().map(({ name }) => name);
  if (!Object.hasOwn(executionProviders, provider) || !supported.includes(provider)) {
    const reason = `onnxruntime here supports ${supported.join(', ')}`;
    throw new RuntimeUnavailableError(provider, reason, alternativesTo(provider));
  }
}

/** The error for a provider that onnxruntime knows but could not load. */
export function providerLoadFailure(provider: string, cause: unknown): RuntimeUnavailableError {
  const [reason = 'unknown'] = String((cause as Error)?.message ?? cause)
    .trim()
    .split('\n');
  return new RuntimeUnavailableError(provider, reason, alternativesTo(provider), { cause });
}

function alternativesTo(provider: string): string[] {
  return listSupportedBackends()
    .filter(({ name, bundled }) => bundled && name !== provider)
    .map(({ name }) => name);
}
