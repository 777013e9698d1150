// SPDX-License-Identifier: Apache-2.0
// A small real HTTP server with the part of the gateway's API that starting needs.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { telemetry } from './telemetry.mjs';

const { ASARG_HTTP, ASARG_FUSION, ASARG_DATA, NOTES } = process.env;
const note = (what) =>
  appendFileSync(
    NOTES,
    `${JSON.stringify({ what, pid: process.pid, fusion: ASARG_FUSION, data: ASARG_DATA, listen: ASARG_HTTP, telemetry: telemetry() })}\n`,
  );
const [host, port] = ASARG_HTTP.split(':');

let asked = 0;
const server = createServer((request, response) => {
  if (request.url === '/v1/specialists') {
    // In use only at the second look, as when a service has just come up.
    const state = asked++ === 0 ? 'discovered' : 'active';
    response.end(JSON.stringify({ specialists: [{ name: 'vision', state }], bindings: [] }));
  } else response.end('{}');
});
server.listen(Number(port), host, () => note('started'));
process.on('SIGTERM', () => {
  note('stopped');
  process.exit(0);
});
