// SPDX-License-Identifier: Apache-2.0
// `npm run dashboard -- --prometheus URL --out FILE`: a dashboard without Grafana, as one page.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dashboardNames, panelsOf, readDashboard } from './panels.mjs';
import { page } from './render.mjs';

const usage = `usage: npm run dashboard -- --prometheus URL --out FILE [options]

  --prometheus URL   Prometheus that scrapes the mesh
  --out FILE         where the page goes
  --dashboard NAME   ${dashboardNames().join(', ')} (default mesh)
  --job NAME         the service of dashboard "service" (default fusion-llm)
  --minutes N        how far back to look (default 15)
`;
const pointsPerLine = 120;

const { values: options } = parseArgs({
  options: {
    prometheus: { type: 'string' },
    out: { type: 'string' },
    dashboard: { type: 'string', default: 'mesh' },
    job: { type: 'string', default: 'fusion-llm' },
    minutes: { type: 'string', default: '15' },
  },
});
if (options.prometheus && options.out && dashboardNames().includes(options.dashboard)) {
  await writePage();
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}

async function writePage() {
  const dashboard = readDashboard(options.dashboard);
  const end = Math.floor(Date.now() / 1000);
  const seconds = Number(options.minutes) * 60;
  const step = Math.max(1, Math.ceil(seconds / pointsPerLine));
  const drawn = [];
  // Rates want a few scrapes of 15 s in their window.
  for (const panel of panelsOf(dashboard, { job: options.job, rateInterval: '1m' })) {
    const lines = [];
    for (const { expr, legend } of panel.queries) {
      for (const { metric, values } of await range(expr, end - seconds, end, step)) {
        const name = legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? '').trim();
        const points = values
          .map(([time, value]) => [time, Number(value)])
          .filter(([, value]) => Number.isFinite(value));
        if (points.length > 0) lines.push({ name, points });
      }
    }
    drawn.push({ panel, lines });
  }
  const until = new Date(end * 1000).toISOString();
  const subtitle = `${dashboard.description} The ${options.minutes} minutes until ${until}.`;
  writeFileSync(options.out, page(dashboard.title, subtitle, drawn));
}

async function range(expr, start, end, step) {
  const url = new URL('api/v1/query_range', `${options.prometheus.replace(/\/$/, '')}/`);
  url.search = new URLSearchParams({ query: expr, start, end, step }).toString();
  const response = await fetch(url);
  const { status, error, data } = await response.json();
  if (status !== 'success') throw new Error(`${expr}: ${error}`);
  return data.result;
}
