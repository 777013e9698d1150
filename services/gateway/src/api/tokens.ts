// SPDX-License-Identifier: Apache-2.0

/** Names under which Nest hands the services to the controllers. */
export const tokens = {
  config: Symbol('config'),
  reports: Symbol('reports'),
  specialists: Symbol('specialists'),
  readiness: Symbol('readiness'),
} as const;
