// SPDX-License-Identifier: Apache-2.0
// The real Prometheus and the real OpenTelemetry Collector; set-up.ts brings them, once.
export default {
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['./set-up.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
};
