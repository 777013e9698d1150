// SPDX-License-Identifier: Apache-2.0

/** Where settings come from: `process.env`, or any map of strings in tests. */
export type Environment = Readonly<Record<string, string | undefined>>;
