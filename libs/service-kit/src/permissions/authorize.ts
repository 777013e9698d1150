// SPDX-License-Identifier: Apache-2.0
import type { CallContext } from '../call-handlers.js';
import { ServiceFailure } from '../service-failure.js';
import type { Permission } from './permission-policy.js';

/**
 * Lets a handler go on only if its caller has a permission, for permissions that depend on the
 * request, such as `register:cxas`. Everything is allowed on a server without a policy.
 * @throws ServiceFailure PERMISSION_DENIED naming identity and permission; UNAUTHENTICATED if the
 * caller has no identity.
 */
export function authorize(
  { identity, permissions }: Pick<CallContext, 'identity' | 'permissions'>,
  permission: Permission,
): void {
  if (permissions && !permissions.allows(identity, permission)) {
    const { code, details } = denial(identity, permission);
    throw new ServiceFailure(code, details);
  }
}

/** How a caller without a permission is turned away. */
export function denial(
  identity: string | undefined,
  permission: string,
): { readonly code: 'PERMISSION_DENIED' | 'UNAUTHENTICATED'; readonly details: string } {
  const expected = `expected a caller with the permission '${permission}'`;
  return identity === undefined
    ? { code: 'UNAUTHENTICATED', details: `${expected}, found one without an identity` }
    : { code: 'PERMISSION_DENIED', details: `${expected}, found '${identity}' without it` };
}
