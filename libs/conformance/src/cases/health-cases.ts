// SPDX-License-Identifier: Apache-2.0
import {
  fail,
  pass,
  skip,
  type CaseOutcome,
  type ConformanceCase,
} from '../kit/conformance-case.js';

/** Full name of the service, as health and reflection know it. */
export const serviceName = 'asarg.specialist.v1.SpecialistService';

/** How long a prober waits, such as the registry or the kubelet. */
const proberMs = 1000;
const inFlight = 4;

/** grpc.health.v1 and, optionally, reflection. */
export const healthCases: readonly ConformanceCase[] = [
  serving('health.server', '', "Health of the whole server ('') is SERVING."),
  serving('health.service', serviceName, `Health of ${serviceName} is SERVING.`),
  {
    id: 'health.unknown-service',
    group: 'health',
    expected: 'Health of a service that there is not is NOT_FOUND.',
    needs: ['health.server'],
    async run({ client, leftMs }) {
      const { code, response } = await client.health('no.such.Service', leftMs());
      return code === 'NOT_FOUND' ? pass() : fail(code === 'OK' ? `OK, ${response}` : code);
    },
  },
  {
    id: 'health.while-encoding',
    group: 'health',
    expected: `While frames are encoded, health and Describe answer within ${proberMs} ms.`,
    needs: ['health.server', 'encode.completes'],
    async run({ client, quickRequest, start }) {
      const request = await quickRequest();
      const calls = Array.from({ length: inFlight }, () => start(request));
      const [health, described] = await Promise.all([
        client.health('', proberMs),
        client.describe(proberMs),
      ]);
      await Promise.all(calls.map(({ ended }) => ended));
      if (health.code !== 'OK' || described.code !== 'OK') {
        return fail(`health ended with ${health.code}, Describe with ${described.code}`);
      }
      const took = [health, described].map(({ durationMs }) => `${durationMs.toFixed(0)} ms`);
      return pass(took.join(' and '));
    },
  },
  {
    id: 'reflection.lists',
    group: 'health',
    expected: `Server reflection, where there is any, lists ${serviceName}.`,
    async run({ client, leftMs }) {
      for (const version of ['v1', 'v1alpha'] as const) {
        const { code, details, response } = await client.listServices(version, leftMs());
        if (response) {
          return response.includes(serviceName)
            ? pass(version)
            : fail(`${version} does not list it`);
        }
        if (code !== 'UNIMPLEMENTED') {
          return fail(`${version} ended with ${code}: ${details}`);
        }
      }
      return skip('not offered; it is optional');
    },
  },
];

function serving(id: string, service: string, expected: string): ConformanceCase {
  return {
    id,
    group: 'health',
    expected,
    async run({ client, leftMs }): Promise<CaseOutcome> {
      const { code, details, response } = await client.health(service, leftMs());
      if (code !== 'OK') {
        return fail(`${code}: ${details}`);
      }
      return response === 'SERVING' ? pass() : fail(response ?? 'no status');
    },
  };
}
