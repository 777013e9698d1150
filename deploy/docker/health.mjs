// SPDX-License-Identifier: Apache-2.0
// Exits 0 if the service of this container answers and says that it serves, else 1 with a line that
// says why: `node /srv/asarg/deploy/docker/health.mjs`. It asks the service that the container was
// started as, or the one that is named. For Compose and tests; an orchestrator has probes of its own.
import { readFileSync } from 'node:fs';
import { createHealthClient } from '@asarg/mesh-client';
import { services, settingOf } from './services.mjs';

const service = process.argv[2] ?? readFileSync('/proc/1/cmdline', 'utf8').split('\0')[2];
const limitMs = 2000;

if (service === undefined || !Object.hasOwn(services, service)) {
  stop(`expected one of ${Object.keys(services).join(', ')}; found ${service ?? 'nothing'}`);
}
// Health has an address without TLS where the service's own has it.
const variable = service === 'gateway' ? 'ASARG_HTTP' : 'ASARG_LISTEN';
const plain = service === 'gateway' ? undefined : process.env.ASARG_HEALTH_LISTEN;
const address = (plain || settingOf(service, variable)).replace(
  /^(0\.0\.0\.0|\[::\]):/,
  '127.0.0.1:',
);
try {
  const found = await (service === 'gateway' ? askHttp() : askGrpc());
  if (found !== 'SERVING') stop(`expected ${service} to serve at ${address}, found ${found}`);
} catch (error) {
  stop(
    `expected an answer of ${service} at ${address}, found ${error.cause?.code ?? error.message}`,
  );
}

async function askHttp() {
  const { ok, status } = await fetch(`http://${address}/readyz`, {
    signal: AbortSignal.timeout(limitMs),
  });
  return ok ? 'SERVING' : `HTTP ${status}`;
}

async function askGrpc() {
  const client = createHealthClient(address);
  try {
    return await client.check('', { deadlineMs: limitMs });
  } finally {
    client.close();
  }
}

function stop(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
