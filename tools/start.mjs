// SPDX-License-Identifier: Apache-2.0
// `npm start [-- --once]`: installs and builds if needed, then `asarg up`.
import { spawn } from 'node:child_process';
import { build, install, projectEnvironment, root } from './setup.mjs';

install();
await build();
const child = spawn('node', ['cli/bin/asarg.mjs', 'up', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: projectEnvironment(),
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
