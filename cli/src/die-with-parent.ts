// SPDX-License-Identifier: Apache-2.0
/**
 * Preloaded (`node --import`) into each service that the command starts: when the command goes
 * away, however it goes, its end of this process's standard input closes, and the service drains
 * and ends. Works after SIGKILL too, where no handler of the command can run.
 */
import { isMainThread } from 'node:worker_threads';

const killAfterMs = Number(process.env['ASARG_DRAIN_MS'] ?? 10_000) + 2_000;

function parentIsGone(): void {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), killAfterMs).unref();
}

if (isMainThread) {
  process.stdin.once('end', parentIsGone).once('error', parentIsGone).resume();
  const handle = process.stdin as unknown as { unref?: () => void };
  handle.unref?.();
}
