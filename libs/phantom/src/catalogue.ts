// SPDX-License-Identifier: Apache-2.0
import { classByName, cxas212 } from '@asarg/catalogue';

/** The classes, in the order of their channels. */
export const catalogueClasses = cxas212.classes;

/** @throws RangeError for a name that the catalogue does not have. */
export const channelOf = (name: string): number => classByName(name).channel;
