// SPDX-License-Identifier: Apache-2.0
// `npm run check`: everything that CI does, in order, on Node alone.
import { install, run } from './setup.mjs';

install();
for (const script of ['proto:lint', 'proto:breaking', 'lint', 'format:check', 'test']) {
  process.stdout.write(`\n== npm run ${script}\n`);
  run('npm', ['run', '--silent', script]);
}
process.stdout.write('\n== npm ci --dry-run\n');
run('npm', ['ci', '--dry-run'], { stdio: ['ignore', 'ignore', 'inherit'] });
process.stdout.write('check: all passed\n');
