// SPDX-License-Identifier: Apache-2.0
// Supervises one child, as the command does, and prints its process id.
import { superviseChild } from '../../dist/supervise.js';

const { PORT, CHILD, LOG } = process.env;
const child = superviseChild(
  {
    name: 'child',
    entryPoint: CHILD,
    environment: { ...process.env, ASARG_DRAIN_MS: '500' },
    logFile: LOG,
    probe: async () => (await fetch(`http://127.0.0.1:${PORT}/`)).ok,
    startLimitMs: 10_000,
    killAfterMs: 1_000,
  },
  () => undefined,
);
await child.started;
process.stdout.write(`${child.pid}\n`);
setInterval(() => undefined, 1000);
