// SPDX-License-Identifier: Apache-2.0
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { unlessStopped } from './unless-stopped.js';

const tooSoon = (): Error => new Error('too soon');
const never = new Promise<never>(() => undefined);

describe('unlessStopped', () => {
  it('gives what the work gives, and throws what it throws', async () => {
    const { signal } = new AbortController();
    await expect(unlessStopped(Promise.resolve(7), signal, tooSoon)).resolves.toBe(7);
    const failed = Promise.reject(new Error('no image'));
    await expect(unlessStopped(failed, signal, tooSoon)).rejects.toThrow('no image');
  });

  it('ends with the gateway, before and while it waits', async () => {
    const stop = new AbortController();
    const waiting = unlessStopped(never, stop.signal, tooSoon);
    stop.abort();
    await expect(waiting).rejects.toThrow('too soon');
    await expect(unlessStopped(never, stop.signal, tooSoon)).rejects.toThrow('too soon');
  });

  it('keeps no result once the work is done', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const stop = new AbortController();
    const results = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const image = { bytes: new Uint8Array(1000) };
        await unlessStopped(Promise.resolve(image), stop.signal, tooSoon);
        return new WeakRef(image);
      }),
    );
    await turn();
    collect();
    expect(results.map((result) => result.deref())).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(stop.signal.aborted).toBe(false);
  });
});
