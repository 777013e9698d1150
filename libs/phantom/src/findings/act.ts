// SPDX-License-Identifier: Apache-2.0
import type { Anatomy } from '../anatomy/build-anatomy.js';
import type { Changes } from '../anatomy/changes.js';
import type { Random } from '../random.js';
import type { Effects } from './effects.js';
import type { Finding } from './finding.js';

/** What a finding does, first to the shape of the chest, then to what is drawn in it. */
export interface Act {
  readonly change?: (changes: Changes, finding: Finding, random: Random) => void;
  readonly draw?: (effects: Effects, finding: Finding, anatomy: Anatomy, random: Random) => void;
}
