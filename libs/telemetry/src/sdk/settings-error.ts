// SPDX-License-Identifier: Apache-2.0

/** Thrown when variables are not as they should be; its message is one line that names them all. */
export class TelemetrySettingsError extends Error {
  override readonly name = 'TelemetrySettingsError';
  /** One sentence per variable. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`invalid configuration: ${problems.join('; ')}`.replaceAll(/\s*\n\s*/g, ' '));
    this.problems = problems;
  }
}
