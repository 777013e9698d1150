// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { choosePorts } from './ports.js';
import { defaultRegistryFile, placeRegistry } from './registry-file.js';
import { defaultPorts } from './service-table.js';

describe('choosePorts', () => {
  it('gives five different free ports', async () => {
    const { ports, moved } = await choosePorts('free');
    expect(new Set(Object.values(ports)).size).toBe(5);
    expect(moved).toEqual([]);
  });

  it('refuses a port that was asked for and is taken', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    await expect(choosePorts({ vision: port })).rejects.toThrow(
      `port ${port} for vision: expected a free port, found it in use`,
    );
    await new Promise((resolve) => holder.close(resolve));
  });
});

describe('placeRegistry', () => {
  it('uses the file itself when the ports are those in it', async () => {
    const placed = await placeRegistry(defaultRegistryFile, defaultPorts, '/nowhere/registry.json');
    expect(placed).toEqual({ path: defaultRegistryFile, copied: false });
  });

  it('copies it with the ports in use otherwise', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'asarg-cli-'));
    const path = join(folder, 'deep', 'registry.json');
    const ports = { ...defaultPorts, cxas: 9999 };
    expect(await placeRegistry(defaultRegistryFile, ports, path)).toEqual({ path, copied: true });
    expect(JSON.parse(await readFile(path, 'utf8')).specialists).toEqual([
      { name: 'vision', address: '127.0.0.1:7011' },
      { name: 'lvm-med', address: '127.0.0.1:7012' },
      { name: 'cxas', address: '127.0.0.1:9999' },
    ]);
    await rm(folder, { recursive: true });
  });
});
