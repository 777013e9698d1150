// SPDX-License-Identifier: Apache-2.0
// The image, and the mesh in containers under faults; set-up.ts brings an engine, once.
export default {
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['./set-up.ts'],
    fileParallelism: false,
    // A line for each fault as it ends: the whole takes minutes.
    reporters: ['verbose'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
};
