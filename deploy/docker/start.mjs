// SPDX-License-Identifier: Apache-2.0
// The image's entry point: `gateway`, `fusion-llm`, `vision`, `lvm-med` or `cxas` runs that service,
// `asarg …` the command line (`asarg bundle verify /bundles/cxas` before a service starts).
import { fileURLToPath } from 'node:url';
import { services } from './services.mjs';

const [name, ...rest] = process.argv.slice(2);
const isService = name !== undefined && Object.hasOwn(services, name);
if (!isService && name !== 'asarg') {
  const known = [...Object.keys(services), 'asarg …'].join(', ');
  process.stderr.write(`expected one of ${known}; found ${name ?? 'nothing'}\n`);
  process.exit(2);
}

// The first process of a container has no default actions: until the program has its own, a signal
// would be lost, and the container killed when its grace is over.
const stopEarly = () => process.exit(143);
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stopEarly);

const main = new URL(
  `../../${isService ? `services/${name}` : 'cli'}/dist/main.js`,
  import.meta.url,
);
process.argv = [process.argv[0], fileURLToPath(main), ...rest];
if (isService) {
  for (const [variable, value] of Object.entries(services[name])) process.env[variable] ||= value;
}
// Before the first module of the program, as `--import` would, wherever the working directory is.
await import('@asarg/telemetry/register');
await import(main.href);
for (const signal of ['SIGTERM', 'SIGINT']) process.off(signal, stopEarly);
