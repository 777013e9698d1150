// SPDX-License-Identifier: Apache-2.0
import type { Contribution, ModelIdentity, SlotBinding } from '@asarg/contracts';
import { createHash } from 'node:crypto';
import type { DecodingOptions } from '../decode/generation-order.js';

/** What a report depends on besides its frame. */
export interface PipelineParts {
  readonly fusion: ModelIdentity;
  readonly options: DecodingOptions;
  readonly contributions: readonly Contribution[];
  readonly bindings: readonly SlotBinding[];
  /** Models that were asked for masks and activation maps, by entry. */
  readonly models: Readonly<Record<string, ModelIdentity>>;
}

/**
 * SHA-256, lower-case hexadecimal, over identities, profiles, options and what each slot got:
 * equal digests and equal frames give equal reports. Reasons are left out, they are for people.
 */
export function pipelineDigest(parts: PipelineParts): string {
  const { fusion, options, contributions, bindings, models } = parts;
  const canonical = [
    identityOf(fusion),
    [options.seed, options.temperature, options.topP, options.maxNewTokens, options.minNewTokens],
    [options.guidance, options.guidanceMinProbability],
    contributions.map(({ slot, specialist, model, pixelProfile, state }) => [
      slot,
      specialist,
      model && identityOf(model),
      pixelProfile,
      state,
    ]),
    bindings.map(({ slot, output, boundClasses }) => [slot, output, boundClasses]),
    Object.entries(models)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, model]) => [name, identityOf(model)]),
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

function identityOf({ name, version, digest, settingsDigest }: ModelIdentity): string[] {
  return [name, version, digest, ...(settingsDigest === undefined ? [] : [settingsDigest])];
}
