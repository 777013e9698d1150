// SPDX-License-Identifier: Apache-2.0
import { command } from './command.js';
import type { MeshContainers, ServiceName } from './mesh-containers.js';
import { memoryMiB, serviceNames } from './mesh-containers.js';

/** What reports must show while a fault lasts, so that it is known to have been one. */
export type Effect =
  /** Some report lacks this specialist. */
  | ServiceName
  /** Some report fails or is refused. */
  | 'failed'
  /** Nothing: every report is COMPLETE. */
  | 'none'
  /** Whatever it is. */
  | 'any';

/** Something that goes wrong, and its end. */
export interface Fault {
  readonly name: string;
  readonly effect: Effect;
  readonly inject: () => Promise<void>;
  readonly heal: () => Promise<void>;
  /** Whether this machine's iptables are needed. */
  readonly needsIptables?: boolean;
  /** Containers that the engine is to restart once. */
  readonly restarts?: ServiceName;
}

const effectOf = (service: ServiceName): Effect =>
  service === 'gateway' || service === 'fusion-llm' ? 'failed' : service;

/** The faults, in order; `mesh` is asked for when one is injected. */
export function faultsOf(mesh: () => MeshContainers): readonly Fault[] {
  const docker = (...args: readonly string[]): Promise<string> => command('docker', args);
  const idOf = (service: ServiceName): string => mesh().idOf(service);

  const killed = (service: ServiceName): Fault => ({
    name: `${service}: kill -9, started again`,
    effect: effectOf(service),
    inject: async () => void (await docker('kill', idOf(service))),
    heal: async () => void (await docker('start', idOf(service))),
  });
  const paused = (service: ServiceName): Fault => ({
    name: `${service}: frozen`,
    effect: effectOf(service),
    inject: () => freeze(service),
    heal: async () => void (await docker('unpause', idOf(service))),
  });
  async function freeze(service: ServiceName, attempts = 5): Promise<void> {
    // Cgroups of the first version refuse while a process is just being born.
    await docker('pause', idOf(service)).catch((error: unknown) => {
      if (attempts > 1 && /unable to freeze/.test(String(error)))
        return freeze(service, attempts - 1);
      throw error;
    });
  }
  const partitioned = (service: ServiceName): Fault => ({
    name: `${service}: cut off the network`,
    effect: effectOf(service),
    inject: async () => void (await docker('network', 'disconnect', mesh().network, idOf(service))),
    heal: async () => {
      await docker('network', 'connect', '--alias', service, mesh().network, idOf(service));
    },
  });

  async function addressOf(service: ServiceName): Promise<string> {
    const template = `{{(index .NetworkSettings.Networks "${mesh().network}").IPAddress}}`;
    return docker('inspect', '--format', template, idOf(service));
  }
  /** Drops packets from one service to another: all of them, or a share. */
  function dropped(
    name: string,
    effect: Effect,
    ways: readonly (readonly [ServiceName, ServiceName])[],
    share?: number,
  ): Fault {
    const rules: string[][] = [];
    const chance =
      share === undefined
        ? []
        : ['-m', 'statistic', '--mode', 'random', '--probability', `${share}`];
    return {
      name,
      effect,
      needsIptables: true,
      async inject() {
        for (const [from, to] of ways) {
          const rule = [
            '-s',
            await addressOf(from),
            '-d',
            await addressOf(to),
            ...chance,
            '-j',
            'DROP',
          ];
          rules.push(rule);
          await command('iptables', ['-I', 'DOCKER-USER', ...rule]);
        }
      },
      async heal() {
        for (const rule of rules.splice(0))
          await command('iptables', ['-D', 'DOCKER-USER', ...rule]);
      },
    };
  }
  const bothWays = (a: ServiceName, b: ServiceName) => [[a, b] as const, [b, a] as const];

  /** What is in /tmp counts as memory, and the kernel then ends the largest process: the service. */
  const outOfMemory = (service: ServiceName): Fault => ({
    name: `${service}: out of memory, restarted by the engine`,
    effect: effectOf(service),
    restarts: service,
    async inject() {
      const status = await docker('exec', idOf(service), 'cat', '/proc/1/status');
      // Pages of files are not counted: the kernel can take them back.
      const ownMiB = Number(/^RssAnon:\s+(\d+) kB/m.exec(status)![1]) / 1024;
      await limitMemory(service, Math.ceil(ownMiB) + 32);
      await docker('exec', idOf(service), 'dd', 'if=/dev/zero', 'of=/tmp/ballast', 'bs=1M').catch(
        () => undefined,
      );
    },
    heal: () => limitMemory(service, memoryMiB),
  });
  async function limitMemory(service: ServiceName, miB: number): Promise<void> {
    await docker('update', '--memory', `${miB}m`, '--memory-swap', `${miB}m`, idOf(service));
  }

  const fullDisk: Fault = {
    name: 'gateway: disk full',
    effect: 'failed',
    inject: () => mesh().fillDisk(),
    heal: () => mesh().emptyDisk(),
  };
  const fullTemporary: Fault = {
    name: 'all: /tmp full',
    effect: 'none',
    inject: () =>
      everywhere('sh', '-c', 'dd if=/dev/zero of=/tmp/ballast bs=1M 2>&1 | grep -q "No space"'),
    heal: () => everywhere('rm', '/tmp/ballast'),
  };
  async function everywhere(...what: readonly string[]): Promise<void> {
    await Promise.all(serviceNames.map((service) => docker('exec', idOf(service), ...what)));
  }

  return [
    ...serviceNames.map(killed),
    ...serviceNames.map(paused),
    ...serviceNames.map(partitioned),
    dropped('fusion-llm → cxas: packets dropped', 'cxas', [['fusion-llm', 'cxas']]),
    dropped('cxas → fusion-llm: packets dropped', 'cxas', [['cxas', 'fusion-llm']]),
    dropped('gateway → fusion-llm: packets dropped', 'failed', [['gateway', 'fusion-llm']]),
    dropped('fusion-llm ↔ vision: 30 % loss', 'any', bothWays('fusion-llm', 'vision'), 0.3),
    dropped('gateway ↔ fusion-llm: 30 % loss', 'any', bothWays('gateway', 'fusion-llm'), 0.3),
    fullDisk,
    fullTemporary,
    outOfMemory('cxas'),
    outOfMemory('fusion-llm'),
    outOfMemory('gateway'),
  ];
}
