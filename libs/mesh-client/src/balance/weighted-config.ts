// SPDX-License-Identifier: Apache-2.0
import type { experimental } from '@grpc/grpc-js';
import { constructorOf } from './constructor-of.js';

/** Name of the policy in a service config. */
export const policyName = 'asarg_weighted';

/** Settings of the policy, as in a service config: `{ "asarg_weighted": { … } }`. */
export interface WeightedSettings {
  /** Endpoints that a client connects to at most, from 1. @default 16 */
  readonly subset: number;
  /** Milliseconds until an endpoint that is new has its whole share. @default 3000 */
  readonly slowStartMs: number;
}

/** The settings as grpc-js hands them on. */
export interface WeightedConfig extends experimental.TypedLoadBalancingConfig {
  readonly settings: WeightedSettings;
}

const defaults: WeightedSettings = { subset: 16, slowStartMs: 3_000 };

/** @throws RangeError naming a setting that is not one, or out of its range. */
export function createWeightedConfig(json: Partial<WeightedSettings> = {}): WeightedConfig {
  const unknown = Object.keys(json).find((key) => !(key in defaults));
  if (unknown !== undefined) {
    throw new RangeError(
      `${policyName}: expected ${Object.keys(defaults).join(', ')}, found '${unknown}'`,
    );
  }
  const settings = { ...defaults, ...json };
  checkWhole('subset', settings.subset, 1);
  checkWhole('slowStartMs', settings.slowStartMs, 0);
  return {
    settings,
    getLoadBalancerName: () => policyName,
    toJsonObject: () => ({ [policyName]: settings }),
  };
}

function checkWhole(name: string, value: number, min: number): void {
  if (!Number.isInteger(value) || value < min) {
    throw new RangeError(
      `${policyName}.${name}: expected a whole number from ${min}, found ${String(value)}`,
    );
  }
}

/** What grpc-js makes configs with. */
export const WeightedConfigType = Object.assign(constructorOf(createWeightedConfig), {
  createFromJson: createWeightedConfig,
});
