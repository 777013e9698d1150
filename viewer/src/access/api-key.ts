// SPDX-License-Identifier: Apache-2.0

/** Where this tab keeps its key: it is forgotten when the tab is closed. */
const ITEM = 'asarg.api-key';

/** Remembers the key that this tab sends with every request from now on. */
export function rememberKey(key: string): void {
  sessionStorage.setItem(ITEM, key);
}

/** Whether this tab has a key. */
export function hasKey(): boolean {
  return sessionStorage.getItem(ITEM) !== null;
}

/** `fetch` of an address of the gateway, with this tab's key if it has one. */
export function fetchWithKey(url: string, init: RequestInit = {}): Promise<Response> {
  const key = sessionStorage.getItem(ITEM);
  if (key === null) return fetch(url, init);
  const headers = new Headers(init.headers);
  headers.set('X-Api-Key', key);
  return fetch(url, { ...init, headers });
}

/** Whether a problem is that the gateway wants a key, or another one. */
export function isAboutKey(type: string | undefined): boolean {
  return (
    type === 'urn:asarg:problem:api-key-missing' || type === 'urn:asarg:problem:api-key-unknown'
  );
}
