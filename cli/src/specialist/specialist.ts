// SPDX-License-Identifier: Apache-2.0
import type { CommandGroup } from '../command-group.js';

/** `asarg specialist`. */
export const specialist: CommandGroup = {
  name: 'specialist',
  summary: 'bring a model into the mesh, check it, exchange it',
  subcommands: {
    new: () => import('./new.js'),
    serve: () => import('./serve.js'),
    conform: () => import('./conform.js'),
    list: () => import('./list.js'),
    bindings: () => import('./bindings.js'),
    promote: () => import('./promote.js'),
    rollback: () => import('./rollback.js'),
  },
};
