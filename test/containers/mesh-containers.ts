// SPDX-License-Identifier: Apache-2.0
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { GenericContainer, Network, Wait } from 'testcontainers';
import { command } from './command.js';
import { label, networkName } from './leftovers.js';
import { meshImage, root } from './mesh-image.js';

/** Names of the services, which are also their addresses; those that are called come first. */
export const serviceNames = ['vision', 'lvm-med', 'cxas', 'fusion-llm', 'gateway'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The five services in containers. */
export interface MeshContainers {
  readonly gatewayUrl: string;
  /** Name of the network that they see each other in. */
  readonly network: string;
  /** Id of a service's container. */
  idOf(service: ServiceName): string;
  /** What a service wrote to its log. */
  logOf(service: ServiceName): Promise<string>;
  /** Writes to the gateway's disk until it is full. */
  fillDisk(): Promise<void>;
  /** Removes what `fillDisk` wrote. */
  emptyDisk(): Promise<void>;
}

/** Room of the gateway for reports, in MiB. */
const diskMiB = 96;
/** Memory of each container, in MiB. */
export const memoryMiB = 512;
/** What reports may take at most: much for one of these, little for a test that waits for its end. */
const reportDeadlineMs = 8_000;
const labels = { [label]: 'mesh' };

/** A container as hardened as a pod should be: it can write to /tmp and to what is mounted. */
class HardenedContainer extends GenericContainer {
  constructor() {
    super(meshImage);
    Object.assign(this.hostConfig, {
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      RestartPolicy: { Name: 'unless-stopped' },
      Memory: memoryMiB * 1024 ** 2,
      MemorySwap: memoryMiB * 1024 ** 2,
      Tmpfs: { '/tmp': 'rw,size=64m,uid=1000,gid=1000' },
    });
    this.withLabels(labels);
    this.withEnvironment({ ASARG_REPORT_DEADLINE_MS: `${reportDeadlineMs}` });
  }
}

/** Starts the mesh, specialists first. `removeLeftovers` removes it. */
export async function startMeshContainers(): Promise<MeshContainers> {
  const network = await new Network({ nextUuid: () => networkName }).start();
  const disk = 'asarg-test-data';
  const size = `size=${diskMiB}m,uid=1000,gid=1000,mode=0700`;
  await command('docker', [
    'volume',
    'create',
    '--label',
    `${label}=mesh`,
    '--opt',
    'type=tmpfs',
    '--opt',
    'device=tmpfs',
    '--opt',
    `o=${size}`,
    disk,
  ]);
  // A disk outlives the gateway: this one is there as long as somebody has it mounted.
  const keeper = await new HardenedContainer()
    .withEntrypoint(['node', '-e', 'setInterval(() => undefined, 1 << 30)'])
    .withBindMounts([{ source: disk, target: '/data' }])
    .withWaitStrategy(Wait.forSuccessfulCommand('true'))
    .start();
  const port = await freePort();
  const containers = new Map<ServiceName, string>();
  for (const service of serviceNames) {
    const container = new HardenedContainer()
      .withCommand([service])
      .withNetwork(network)
      .withNetworkAliases(service)
      .withWaitStrategy(Wait.forLogMessage(/"msg":"(serving|listening)"/))
      .withStartupTimeout(60_000);
    if (service === 'gateway') {
      container
        .withExposedPorts({ container: 8080, host: port })
        .withBindMounts([{ source: disk, target: '/data' }]);
    } else {
      container.withBindMounts([
        { source: join(root, 'models/compact'), target: '/bundles', mode: 'ro' },
      ]);
    }
    containers.set(service, (await container.start()).getId());
  }
  return {
    gatewayUrl: `http://127.0.0.1:${port}`,
    network: network.getName(),
    idOf: (service) => containers.get(service)!,
    logOf: (service) => command('docker', ['logs', containers.get(service)!]),
    async fillDisk() {
      const { exitCode, output } = await keeper.exec([
        'dd',
        'if=/dev/zero',
        'of=/data/ballast',
        'bs=64k',
      ]);
      if (exitCode === 0 || !/No space left/.test(output)) {
        throw new Error(`expected the disk to become full, found: ${output}`);
      }
    },
    async emptyDisk() {
      await keeper.exec(['rm', '/data/ballast']);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
