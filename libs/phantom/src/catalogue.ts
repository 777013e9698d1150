// SPDX-License-Identifier: Apache-2.0
import { cxas212 } from '@asarg/catalogue';

/** The classes, in the order of their channels. */
export const catalogueClasses = cxas212.classes;

const channels = new Map(catalogueClasses.map(({ name, channel }) => [name, channel]));

/** @throws RangeError for a name that the catalogue does not have. */
export function channelOf(name: string): number {
  const channel = channels.get(name);
  if (channel === undefined) {
    throw new RangeError(`expected a class of ${cxas212.name}, found "${name}"`);
  }
  return channel;
}
