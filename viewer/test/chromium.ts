// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const CANDIDATES = [
  process.env['ASARG_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = CANDIDATES.find((path) => path && existsSync(path));
const isBuilt = existsSync(fileURLToPath(new URL('../dist/index.html', import.meta.url)));

/** What the tests in a browser lack here, for people; empty if nothing. */
export const lacking: readonly string[] = [
  ...(executablePath ? [] : [`no Chromium at ${CANDIDATES.filter(Boolean).join(', ')}`]),
  ...(isBuilt ? [] : ['no built page (npm run build)']),
];

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-sync',
  '--disable-component-update',
  '--no-first-run',
];

/** Starts Chromium without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
