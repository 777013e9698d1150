// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchContext } from '../bench-context.js';
import { spawnService } from '../exchange/spawn-service.js';
import { isActive, startTinyMesh, type Name } from '../exchange/tiny-mesh.js';
import type { OverloadSetup } from './overload-setup.js';

/** Five processes: a gateway whose clients have keys, fusion-llm, and the specialists. */
export interface OverloadMesh {
  readonly url: string;
  /** Key of each client, by its name. */
  readonly keys: Readonly<Record<string, string>>;
  /** Process id of each service. */
  readonly pids: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

const specialists: readonly Name[] = ['vision', 'lvm-med', 'cxas'];

/** Starts them; every client has the same weight. */
export async function startOverloadMesh(
  context: BenchContext,
  clients: readonly string[],
  { networks, maxReports, queueReports }: OverloadSetup,
): Promise<OverloadMesh> {
  const mesh = await startTinyMesh(context);
  const folder = await mkdtemp(join(tmpdir(), 'asarg-overload-'));
  try {
    const pids: Record<string, number> = {};
    const addresses: Record<string, readonly string[]> = {};
    for (const name of specialists) {
      const { address, pid } = await (networks === 'tiny'
        ? mesh.start(name, 1)
        : mesh.startReal(name));
      pids[name] = pid;
      addresses[name] = [address];
    }
    await mesh.list(addresses);
    await mesh.until((state) =>
      specialists.every((name) => isActive(state, name, addresses[name]![0]!)),
    );
    const keys = Object.fromEntries(clients.map((name) => [name, randomBytes(24).toString('hex')]));
    const keysFile = join(folder, 'keys.json');
    const entries = Object.entries(keys).map(([name, key]) => {
      return { name, sha256: createHash('sha256').update(key).digest('hex') };
    });
    await writeFile(keysFile, JSON.stringify({ schema: 'asarg.api-keys/1', keys: entries }));
    const gateway = await spawnService('gateway', {
      ASARG_HTTP: '127.0.0.1:0',
      ASARG_FUSION: mesh.address,
      ASARG_DATA: join(folder, 'data'),
      ASARG_API_KEYS: keysFile,
      ASARG_LOG_LEVEL: 'info',
      ASARG_MAX_REPORTS: String(maxReports),
      ASARG_QUEUE_REPORTS: String(queueReports),
    });
    return {
      url: `http://${gateway.address}`,
      keys,
      pids: { gateway: gateway.pid, 'fusion-llm': mesh.fusionPid, ...pids },
      async close() {
        await gateway.kill('SIGTERM');
        await mesh.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await mesh.close();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
