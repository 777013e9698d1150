// SPDX-License-Identifier: Apache-2.0
// A small real gRPC service: health and reflection, no calls of its own.
import { appendFileSync } from 'node:fs';
import { createLogger, runService, startGrpcServer } from '@asarg/service-kit';
import { telemetry } from './telemetry.mjs';

const { ASARG_LISTEN, ASARG_BUNDLE, ASARG_REGISTRY, NOTES } = process.env;
const note = (what) =>
  appendFileSync(
    NOTES,
    `${JSON.stringify({ what, pid: process.pid, bundle: ASARG_BUNDLE, registry: ASARG_REGISTRY, listen: ASARG_LISTEN, telemetry: telemetry() })}\n`,
  );

runService(async () => {
  const server = await startGrpcServer({
    listen: ASARG_LISTEN,
    services: [],
    protoFiles: [],
    healthNames: [''],
    logger: createLogger('small', 'info'),
  });
  note('started');
  return {
    async close() {
      await server.drain(1000);
      note('stopped');
    },
  };
});
