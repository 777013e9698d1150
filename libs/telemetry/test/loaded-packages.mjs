// SPDX-License-Identifier: Apache-2.0
// Says on standard output, at the end, which packages the process loaded.
import { registerHooks } from 'node:module';

const packages = new Set();
registerHooks({
  load(url, context, nextLoad) {
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(url)?.[1];
    if (name) {
      packages.add(name);
    }
    return nextLoad(url, context);
  },
});
process.on('exit', () => {
  process.stdout.write(`${JSON.stringify([...packages].sort())}\n`);
});
