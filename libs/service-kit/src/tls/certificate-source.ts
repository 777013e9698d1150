// SPDX-License-Identifier: Apache-2.0
import type { experimental } from '@grpc/grpc-js';
import { stat } from 'node:fs/promises';
import { loadCertificates, parseCertificate, type Certificates } from './load-certificates.js';
import type { TlsFiles } from './tls-files.js';

/** What became of changed files. */
export type CertificateEvent =
  /** New connections use them; `validTo` is when the new certificate ends. */
  | { readonly kind: 'reloaded'; readonly validTo: string }
  /** They do not belong together or cannot be read: the certificates before stay in use. */
  | { readonly kind: 'kept'; readonly reason: string };

/**
 * The certificates of one end of connections, read again when their files change. Made for
 * grpc-js, which takes each new connection's certificates from it.
 */
export interface CertificateSource extends experimental.CertificateProvider {
  readonly files: TlsFiles;
  /** Tells of changes from now on; returns how to stop. */
  onEvent(listener: (event: CertificateEvent) => void): () => void;
}

type AuthorityListener = experimental.CaCertificateUpdateListener;
type IdentityListener = experimental.IdentityCertificateUpdateListener;

/**
 * Reads certificates and, while anything listens, looks every `refreshMs` milliseconds whether
 * their files have changed. Files replaced one after the other are used once they belong together.
 * @throws ConfigError if they cannot be used.
 */
export function openCertificates(
  files: TlsFiles,
  { refreshMs = 2_000 }: { readonly refreshMs?: number } = {},
): CertificateSource {
  let current = loadCertificates(files);
  let stamp = '';
  let kept = '';
  let timer: NodeJS.Timeout | undefined;
  const authorities = new Set<AuthorityListener>();
  const identities = new Set<IdentityListener>();
  const listeners = new Set<(event: CertificateEvent) => void>();
  const tell = (event: CertificateEvent): void => listeners.forEach((listener) => listener(event));

  async function refresh(): Promise<void> {
    const newest = await stampOf(files);
    // Stopped meanwhile, or nothing new.
    if (timer === undefined || newest === stamp) return;
    let next: Certificates;
    try {
      next = loadCertificates(files);
    } catch (error) {
      const reason = (error as Error).message;
      if (reason !== kept) tell({ kind: 'kept', reason });
      kept = reason;
      return;
    }
    stamp = newest;
    kept = '';
    if (equal(next, current)) return;
    current = next;
    authorities.forEach((listener) => listener(authorityUpdate(current)));
    identities.forEach((listener) => listener(identityUpdate(current)));
    tell({ kind: 'reloaded', validTo: parseCertificate(current.certificate).validTo });
  }

  function watch(): void {
    if (authorities.size + identities.size === 0) {
      clearInterval(timer);
      timer = undefined;
    } else if (timer === undefined) {
      // Not to hold the process: who has connections is held by them.
      timer = setInterval(() => void refresh(), refreshMs).unref();
      void refresh();
    }
  }

  return {
    files,
    // grpc-js adds its own listeners first and is ready for an update only afterwards.
    addCaCertificateListener(listener) {
      authorities.add(listener);
      watch();
      process.nextTick(() => authorities.has(listener) && listener(authorityUpdate(current)));
    },
    removeCaCertificateListener(listener) {
      authorities.delete(listener);
      watch();
    },
    addIdentityCertificateListener(listener) {
      identities.add(listener);
      watch();
      process.nextTick(() => identities.has(listener) && listener(identityUpdate(current)));
    },
    removeIdentityCertificateListener(listener) {
      identities.delete(listener);
      watch();
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Changes whenever a file does; what is missing counts as changed too. */
async function stampOf(files: TlsFiles): Promise<string> {
  const stamps = Object.values(files).map(async (file: string) => {
    const stats = await stat(file).catch(() => undefined);
    return stats ? `${stats.ino}:${stats.size}:${stats.mtimeMs}` : 'missing';
  });
  return (await Promise.all(stamps)).join(' ');
}

function equal(a: Certificates, b: Certificates): boolean {
  return (['certificate', 'key', 'authorities'] as const).every((part) => a[part].equals(b[part]));
}

function authorityUpdate({ authorities }: Certificates): experimental.CaCertificateUpdate {
  return { caCertificate: authorities };
}

function identityUpdate({
  certificate,
  key,
}: Certificates): experimental.IdentityCertificateUpdate {
  return { certificate, privateKey: key };
}
