// SPDX-License-Identifier: Apache-2.0

/** Thrown at start-up when settings are invalid; names every offending variable at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** One sentence per problem. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`invalid configuration: ${problems.join('; ')}`);
    this.problems = problems;
  }
}
