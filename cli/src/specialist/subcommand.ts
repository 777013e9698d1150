// SPDX-License-Identifier: Apache-2.0
import type { Interruption } from '../interruption.js';

/** One subcommand of `asarg specialist`, a file of its own. */
export interface Subcommand {
  /** One line for the list of subcommands. */
  readonly summary: string;
  /** Its whole help text. */
  readonly help: string;
  /**
   * Reads its arguments and runs. @returns the exit code.
   * @throws UsageError for a wrong command line.
   */
  run(args: readonly string[], interruption: Interruption): Promise<number>;
}
