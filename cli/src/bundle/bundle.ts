// SPDX-License-Identifier: Apache-2.0
import type { CommandGroup } from '../command-group.js';

/** `asarg bundle`. */
export const bundle: CommandGroup = {
  name: 'bundle',
  summary: 'sign model bundles and check them',
  subcommands: {
    keygen: () => import('./keygen.js'),
    sign: () => import('./sign.js'),
    verify: () => import('./verify.js'),
  },
};
