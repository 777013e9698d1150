// SPDX-License-Identifier: Apache-2.0

/** The report id in a page address's query, if any. */
export function reportIdOf(search: string): string | undefined {
  return new URLSearchParams(search).get('report') || undefined;
}

/** The page's address for a report, or for none. */
export function reportLink(id: string | undefined): string {
  return id ? `/?report=${encodeURIComponent(id)}` : '/';
}
