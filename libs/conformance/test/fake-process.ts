// SPDX-License-Identifier: Apache-2.0
// A fake specialist as a process: `node fake-process.ts drains|exits|stays`, by what SIGTERM does.
import { startFake } from './fake-specialist.ts';

const fake = await startFake({ modelMs: 30 }, process.env['ASARG_LISTEN']);
process.on('SIGTERM', () => {
  switch (process.argv[2]) {
    case 'drains':
      void fake.close(5000).then(() => process.exit(0));
      break;
    case 'exits':
      process.exit(0);
      break;
    case 'stays':
      break;
  }
});
