// SPDX-License-Identifier: Apache-2.0
import type { Permission } from './permission-policy.js';

/**
 * What a method asks for. `register` is settled in two steps: the caller must be allowed to register
 * something, and the handler, which knows the name, calls `authorize` with `register:NAME`.
 */
export type MethodPermission = Exclude<Permission, `register:${string}`> | 'register';

type Methods = Readonly<Record<string, MethodPermission>>;

/** By service and method. */
const table: Readonly<Record<string, Methods>> = {
  'asarg.specialist.v1.SpecialistService': { Describe: 'observe', Encode: 'infer' },
  'asarg.report.v1.ReportService': { Generate: 'infer' },
  'asarg.registry.v1.RegistryService': {
    ListSpecialists: 'observe',
    WatchSpecialists: 'observe',
    RegisterSpecialist: 'register',
    RenewLease: 'register',
    DeregisterSpecialist: 'register',
    PromoteVersion: 'operate',
    RollBackVersion: 'operate',
  },
  'inference.GRPCInferenceService': {
    ServerLive: 'observe',
    ServerReady: 'observe',
    ServerMetadata: 'observe',
    ModelReady: 'observe',
    ModelMetadata: 'observe',
    ModelInfer: 'infer',
    ModelStreamInfer: 'infer',
  },
};

/**
 * What a method asks for, by its path `/service/method`; undefined for health and reflection,
 * which everybody may call. A method that is not in the table asks for `operate`: a new one is
 * closed until it has been thought about.
 */
export function permissionOfMethod(path: string): MethodPermission | undefined {
  if (path.startsWith('/grpc.health.') || path.startsWith('/grpc.reflection.')) {
    return undefined;
  }
  const [, service = '', method = ''] = path.split('/');
  const methods = Object.hasOwn(table, service) ? table[service]! : {};
  return Object.hasOwn(methods, method) ? methods[method]! : 'operate';
}
