// SPDX-License-Identifier: Apache-2.0

/** Headers that tell a gateway the key in `ASARG_API_KEY`; none if it is unset. */
export function keyHeaders(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const key = env['ASARG_API_KEY']?.trim();
  return key ? { authorization: `Bearer ${key}` } : {};
}
