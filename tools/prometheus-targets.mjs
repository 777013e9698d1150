// SPDX-License-Identifier: Apache-2.0
// `node tools/prometheus-targets.mjs mesh.json > targets.json`: where Prometheus scrapes the mesh of
// `asarg up`, whose folder has mesh.json; for file_sd_configs of prometheus.local.yaml.
import { readFileSync } from 'node:fs';

const [file = '.asarg/mesh.json'] = process.argv.slice(2);
const { metrics } = JSON.parse(readFileSync(file, 'utf8'));
if (!metrics || Object.keys(metrics).length === 0) {
  throw new Error(`expected URLs of metrics in ${file}, found none: are metrics switched off?`);
}
const targets = Object.entries(metrics).map(([job, url]) => {
  const { host, pathname } = new URL(url);
  return { targets: [host], labels: { job, __metrics_path__: pathname } };
});
process.stdout.write(`${JSON.stringify(targets, null, 2)}\n`);
