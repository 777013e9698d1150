// SPDX-License-Identifier: Apache-2.0
// The whole mesh as separate processes; one file at a time, because each starts its own mesh.
export default {
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};
