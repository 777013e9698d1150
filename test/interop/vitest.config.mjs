// SPDX-License-Identifier: Apache-2.0
// Other people's clients and servers, in Python; skipped, saying why, where they cannot be installed.
export default {
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['./python-environment.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
};
