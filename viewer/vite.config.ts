// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vite';

// The first versions with light-dark() and Map.groupBy, which the page uses as they are.
const TARGET = ['chrome123', 'firefox128', 'safari17.5'];

export default defineConfig({
  // Assets inlined as data: URLs would not pass the gateway's content security policy.
  build: { target: TARGET, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
