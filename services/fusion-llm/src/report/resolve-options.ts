// SPDX-License-Identifier: Apache-2.0
import type { GenerationOptions } from '@asarg/contracts';
import { ServiceFailure } from '@asarg/service-kit';
import type { Fusion } from '../create-fusion.js';
import type { DecodingOptions } from '../decode/generation-order.js';

/**
 * The options of a request over the bundle's defaults, every one set.
 * @throws ServiceFailure INVALID_ARGUMENT naming the option, its range and what was found.
 */
export function resolveOptions(
  asked: Partial<GenerationOptions> | undefined,
  { bundle, maxNewTokens: limit }: Pick<Fusion, 'bundle' | 'maxNewTokens'>,
): DecodingOptions {
  const defaults = bundle.manifest.generation;
  const seed = asked?.seed ?? defaults.seed;
  const temperature = asked?.temperature ?? defaults.temperature;
  const topP = asked?.topP ?? defaults.topP;
  const maxNewTokens = asked?.maxNewTokens ?? Math.min(defaults.maxNewTokens, limit);
  const guidance = asked?.guidance ?? defaults.guidance;
  check('seed', seed, Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, '0 to 4294967295');
  check('temperature', temperature, temperature >= 0 && temperature <= 2, '0 to 2');
  check('top_p', topP, topP > 0 && topP <= 1, 'above 0 and at most 1');
  check(
    'max_new_tokens',
    maxNewTokens,
    Number.isInteger(maxNewTokens) && maxNewTokens >= 1 && maxNewTokens <= limit,
    `1 to ${limit}`,
  );
  check('guidance', guidance, guidance >= 0 && guidance <= 4, '0 to 4');
  return {
    seed,
    temperature,
    topP,
    maxNewTokens,
    guidance,
    minNewTokens: Math.min(defaults.minNewTokens, maxNewTokens),
    guidanceMinProbability: defaults.guidanceMinProbability,
  };
}

function check(name: string, value: number, isValid: boolean, expected: string): void {
  if (!isValid) {
    throw new ServiceFailure(
      'INVALID_ARGUMENT',
      `options.${name}: expected ${expected}, found ${value}`,
    );
  }
}
