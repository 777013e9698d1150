// SPDX-License-Identifier: Apache-2.0
// A child that answers on PORT until SIGTERM; MODE changes how it behaves.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { MODE = '', PORT = '0', NOTES } = process.env;
const note = (what) =>
  NOTES && appendFileSync(NOTES, `${JSON.stringify({ what, pid: process.pid })}\n`);

if (MODE === 'fails') {
  process.stderr.write('bundle vision: expected model.onnx, found nothing there\n');
  process.exit(3);
}
note('started');
process.on('SIGTERM', () => {
  note('asked');
  if (MODE !== 'stubborn') process.exit(0);
});
if (MODE === 'silent') setInterval(() => undefined, 1000);
else {
  createServer((request, response) => {
    response.end('ok');
    if (request.url === '/crash') process.exit(7);
  }).listen(Number(PORT), '127.0.0.1');
}
