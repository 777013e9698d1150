// SPDX-License-Identifier: Apache-2.0
import { ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js';
import type { Logger } from '../log/logger.js';
import { refuseCall } from '../refuse-call.js';
import { identityOfNames } from '../tls/peer-identity.js';
import { denial } from './authorize.js';
import { permissionOfMethod } from './method-permissions.js';
import type { PermissionPolicy } from './permission-policy.js';

/** Turns calls away, before their first message is read, whose callers may not call the method. */
export function createPermissionGate(policy: PermissionPolicy, logger: Logger): ServerInterceptor {
  return ({ path }, call) => {
    const permission = permissionOfMethod(path);
    if (permission === undefined) {
      return new ServerInterceptingCall(call);
    }
    const identity = identityOfNames(call.getAuthContext().sslPeerCertificate?.subjectaltname);
    const allowed =
      permission === 'register'
        ? policy.allowsRegistering(identity)
        : policy.allows(identity, permission);
    if (allowed) {
      return new ServerInterceptingCall(call);
    }
    const { code, details } = denial(identity, permission);
    // A path that is no method's is whatever the caller wrote.
    const method = /^\/[\w.]{1,80}\/\w{1,80}$/.test(path) ? path : 'other';
    logger.warn({ identity, method, permission }, 'call denied');
    return refuseCall(call, status[code], details);
  };
}
