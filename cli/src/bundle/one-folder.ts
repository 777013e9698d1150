// SPDX-License-Identifier: Apache-2.0
import { UsageError } from '../usage.js';

/**
 * The one folder that a command line names.
 * @throws UsageError if there is none or more.
 */
export function oneFolder(positionals: readonly string[]): string {
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    const found = folder === undefined ? 'none' : `${positionals.length}`;
    throw new UsageError(`expected the folder of one bundle, found ${found}`, 'bundle');
  }
  return folder;
}
