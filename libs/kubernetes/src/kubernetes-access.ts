// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';

/** Where a Kubernetes API is and with what credentials. */
export interface KubernetesAccess {
  /** Base URL; may have a path. */
  readonly apiUrl: string;
  readonly namespace: string;
  /** File with the bearer token, read for every request: tokens rotate. @default no token */
  readonly tokenFile?: string;
  /** File with the certificates that the API's own must chain to. @default Node's */
  readonly caFile?: string;
}

/** What the settings say of Kubernetes. */
export interface KubernetesSettings {
  /** `on`: the cluster that this process runs in; else the URL of an API; undefined: none. */
  readonly kubernetes?: string;
  /** @default the pod's own */
  readonly kubernetesNamespace?: string;
  /** @default the pod's own in the cluster; none with a URL */
  readonly kubernetesTokenFile?: string;
  /** @default the pod's own in the cluster; none with a URL */
  readonly kubernetesCaFile?: string;
  /** Host and port that Kubernetes tells every pod. */
  readonly kubernetesServiceHost?: string;
  readonly kubernetesServicePort?: string;
}

const podFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Makes out how the API is reached; undefined if Kubernetes is off.
 * @param folder Where a pod finds its service account's files.
 * @throws Error saying which setting is missing or cannot be used.
 */
export async function kubernetesAccess(
  settings: KubernetesSettings,
  folder = podFolder,
): Promise<KubernetesAccess | undefined> {
  const { kubernetes, kubernetesTokenFile, kubernetesCaFile } = settings;
  if (kubernetes === undefined) {
    return undefined;
  }
  const isInside = kubernetes === 'on';
  const apiUrl = isInside ? urlInside(settings) : kubernetes;
  const tokenFile = kubernetesTokenFile ?? (isInside ? join(folder, 'token') : undefined);
  const caFile = kubernetesCaFile ?? (isInside ? join(folder, 'ca.crt') : undefined);
  if (tokenFile !== undefined && !keepsSecrets(new URL(apiUrl))) {
    throw new Error(`ASARG_KUBERNETES: expected https where a token is sent, found ${apiUrl}`);
  }
  const namespace = settings.kubernetesNamespace ?? (await ownNamespace(join(folder, 'namespace')));
  return { apiUrl, namespace, tokenFile, caFile };
}

function urlInside({
  kubernetesServiceHost: host,
  kubernetesServicePort: port,
}: KubernetesSettings) {
  const url = `https://${isIPv6(host ?? '') ? `[${host}]` : host}:${port}`;
  if (host === undefined || port === undefined || !URL.canParse(url)) {
    throw new Error(
      'ASARG_KUBERNETES=on: expected KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT, ' +
        `found ${host ?? 'nothing'} and ${port ?? 'nothing'}: not inside a pod?`,
    );
  }
  return url;
}

function keepsSecrets({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

async function ownNamespace(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new Error(`ASARG_KUBERNETES_NAMESPACE: expected it or ${path}, found neither`, {
      cause: error,
    });
  }
}
