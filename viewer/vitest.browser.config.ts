// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

/** A browser start plus a scripted report, on a loaded two-core machine. */
const SLOWEST_BROWSER_TEST_MS = 60_000;

export default defineConfig({
  test: {
    include: ['test/**/*.browser.test.ts'],
    testTimeout: SLOWEST_BROWSER_TEST_MS,
    hookTimeout: SLOWEST_BROWSER_TEST_MS,
  },
});
