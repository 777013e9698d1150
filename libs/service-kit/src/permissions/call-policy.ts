// SPDX-License-Identifier: Apache-2.0
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { PermissionPolicy } from './permission-policy.js';

const policies = new WeakMap<object, PermissionPolicy>();

/** The policy of the server that a call came to; undefined if it has none. */
export function policyOfCall(call: object): PermissionPolicy | undefined {
  return policies.get(call);
}

/** A service whose handlers can find their server's policy by their call. */
export function withPolicy(
  implementation: UntypedServiceImplementation,
  policy: PermissionPolicy | undefined,
): UntypedServiceImplementation {
  if (policy === undefined) {
    return implementation;
  }
  return Object.fromEntries(
    Object.entries(implementation).map(([name, handle]) => [
      name,
      (call: object, ...rest: unknown[]): void => {
        policies.set(call, policy);
        (handle as (call: object, ...rest: unknown[]) => void).call(implementation, call, ...rest);
      },
    ]),
  );
}
