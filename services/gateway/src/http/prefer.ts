// SPDX-License-Identifier: Apache-2.0

/** Longest wait granted, in seconds. */
export const maxWaitSeconds = 60;

const preferencePattern =
  /^\s*([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s";]*)))?\s*(?:;|$)/;

/**
 * Seconds that a `Prefer` header asks to wait, at most 60; undefined without a valid `wait`.
 * Unknown and malformed preferences are ignored, and the first of several counts (RFC 7240,
 * section 2).
 */
export function parseWaitSeconds(
  prefer: string | readonly string[] | undefined,
): number | undefined {
  if (prefer === undefined) return undefined;
  const header = typeof prefer === 'string' ? prefer : prefer.join(',');
  for (const item of splitList(header)) {
    const match = preferencePattern.exec(item);
    if (match?.[1]?.toLowerCase() !== 'wait') continue;
    const value = match[2] ?? match[3] ?? '';
    return /^\d{1,9}$/.test(value) ? Math.min(Number(value), maxWaitSeconds) : undefined;
  }
  return undefined;
}

function splitList(header: string): string[] {
  return header.match(/(?:"[^"]*"|[^",])+/g) ?? [];
}
