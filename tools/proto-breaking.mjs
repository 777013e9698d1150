// SPDX-License-Identifier: Apache-2.0
// Compares proto/ with the main branch. Skips, saying so, where main is not known or has no proto/.
import { spawnSync } from 'node:child_process';
import { root, run } from './setup.mjs';

const has = (ref) =>
  spawnSync('git', ['cat-file', '-e', `${ref}:proto`], { cwd: root, stdio: 'ignore' }).status === 0;
const ref = ['origin/main', 'main'].find(has);
if (!ref) {
  process.stdout.write('proto:breaking skipped: no main branch with proto/ to compare with\n');
} else {
  run('buf', ['breaking', '--against', `.git#ref=${ref},subdir=.`]);
  process.stdout.write(`proto:breaking: compatible with ${ref}\n`);
}
