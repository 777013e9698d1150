// SPDX-License-Identifier: Apache-2.0
import type { DescribeResponse } from '@asarg/contracts';
import { createHash } from 'node:crypto';

/**
 * What makes instances of a specialist interchangeable: the model and everything that it says of
 * its answers. Where it runs, and how fast, is not part of it.
 * @returns the model's semantic version, '+' and 12 hexadecimal digits, such as 1.2.0+9f86d081884c.
 */
export function versionOf(description: DescribeResponse): string {
  const { model, kind, outputs, classes, labels, views, input } = description;
  const contract = JSON.stringify([model, kind, outputs, classes, labels, views, input]);
  const digest = createHash('sha256').update(contract).digest('hex').slice(0, 12);
  return `${model?.version ?? ''}+${digest}`;
}
