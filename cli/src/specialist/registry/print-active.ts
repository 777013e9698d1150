// SPDX-License-Identifier: Apache-2.0
import type { ActiveVersion } from '@asarg/contracts';
import { printable } from '../../text-layout.js';

/** Says which version reports use from which epoch on. */
export function printActive({
  active,
  epoch,
}: {
  readonly active?: ActiveVersion | undefined;
  readonly epoch: number;
}): void {
  if (active === undefined) {
    throw new Error('expected the version in use, found an answer without it');
  }
  const { specialist, version, previous, reason } = active;
  const before = previous === '' ? '' : `, before it ${previous}`;
  process.stdout.write(
    printable(`${specialist} uses ${version} from epoch ${epoch} on (${reason})${before}`) + '\n',
  );
}
