// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

/** Environment variable of each setting of `KubernetesSettings`. */
export const kubernetesVariables = {
  kubernetes: 'ASARG_KUBERNETES',
  kubernetesNamespace: 'ASARG_KUBERNETES_NAMESPACE',
  kubernetesTokenFile: 'ASARG_KUBERNETES_TOKEN_FILE',
  kubernetesCaFile: 'ASARG_KUBERNETES_CA_FILE',
  kubernetesServiceHost: 'KUBERNETES_SERVICE_HOST',
  kubernetesServicePort: 'KUBERNETES_SERVICE_PORT',
} as const;

/** `on`, or the URL of an API. */
export function kubernetesApiSetting() {
  return z
    .string()
    .refine((value) => value === 'on' || isHttpUrl(value), "expected 'on' or the URL of an API");
}

/** A URL of http or https without credentials, which would end up in logs. */
function isHttpUrl(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '';
}
