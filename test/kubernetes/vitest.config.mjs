// SPDX-License-Identifier: Apache-2.0
// A real kube-apiserver and etcd, without kubelet and controllers; set-up.ts builds them, once.
export default {
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['./set-up.ts'],
    // `-u` writes the schemas anew.
    provide: { update: process.argv.some((word) => word === '-u' || word === '--update') },
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};
