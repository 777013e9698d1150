// SPDX-License-Identifier: Apache-2.0
// Runs from libs/contracts; buf and its plugin come from the root's node_modules.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
execFileSync('buf', ['generate'], { cwd: root, stdio: 'inherit' });
