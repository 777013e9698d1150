// SPDX-License-Identifier: Apache-2.0
import { createRegistryClient, MeshError, type RegistryClient } from '@asarg/mesh-client';
import { UsageError } from '../../usage.js';

/** The option that every command about the registry has. */
export const fusionOption = { fusion: { type: 'string' } } as const;

/** The lines of the help about it. */
export const fusionHelp = `  --fusion HOST:PORT   fusion-llm to ask (default ASARG_FUSION, then 127.0.0.1:7010)
  -h, --help           this text

Exit codes
  0  done
  1  it failed; the reason is on standard error
  2  the command line is wrong
`;

/**
 * The gRPC target of fusion-llm.
 * @throws UsageError of `command` unless it is host:port.
 */
export function fusionTarget(
  command: string,
  value: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const [where, target] =
    value === undefined
      ? ['ASARG_FUSION', env['ASARG_FUSION'] || '127.0.0.1:7010']
      : ['--fusion', value];
  const port = Number(/^[^\s/,]+:(\d{1,5})$/.exec(target)?.[1]);
  if (!(port >= 1 && port <= 65_535)) {
    throw new UsageError(`${where}: expected HOST:PORT, found "${target}"`, command);
  }
  return target;
}

/**
 * Asks the registry at a target, and closes the connection afterwards.
 * @throws Error for people instead of MeshError.
 */
export async function askRegistry<T>(
  target: string,
  ask: (registry: RegistryClient) => Promise<T>,
): Promise<T> {
  const registry = createRegistryClient(target);
  try {
    return await ask(registry);
  } catch (error) {
    throw explained(error);
  } finally {
    registry.close();
  }
}

/** A failure of the registry in words for people; anything else as it is. */
export function explained(error: unknown): unknown {
  if (!(error instanceof MeshError)) {
    return error;
  }
  const { code, details, target } = error;
  const isAway = code === 'UNAVAILABLE' || code === 'DEADLINE_EXCEEDED';
  const text = isAway
    ? `expected fusion-llm at ${target}, found no answer (${details}); --fusion says where it is`
    : details;
  return new Error(text, { cause: error });
}
