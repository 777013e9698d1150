// SPDX-License-Identifier: Apache-2.0
// Serves the built page with a scripted gateway: node test/scripted/dev-server.ts [port] [tempo]
import { startScriptedServer } from './server.ts';

const [port = '8090', tempo = '1'] = process.argv.slice(2);
const server = await startScriptedServer({ port: Number(port), tempo: Number(tempo) });
process.stdout.write(`The page with a scripted gateway: ${server.url}\n`);
