// SPDX-License-Identifier: Apache-2.0
// The example in Python, as a process. The first run installs its packages, which takes a minute.
export default {
  test: {
    root: import.meta.dirname,
    include: ['python-*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
};
