// SPDX-License-Identifier: Apache-2.0
// `npm test`: installs and builds if needed, then every package's tests, those of the manifests and the
// system tests.
// Node alone; slower suites have their own scripts (see CONTRIBUTING.md).
import { build, install, run } from './setup.mjs';

install();
await build();
run('npx', ['nx', 'run-many', '-t', 'test', '--output-style=static', '--parallel=2']);
run('npx', ['vitest', 'run', '--config', 'test/manifests/vitest.config.mjs']);
run('npx', ['vitest', 'run', '--config', 'test/system/vitest.config.mjs']);
