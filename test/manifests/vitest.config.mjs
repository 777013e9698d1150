// SPDX-License-Identifier: Apache-2.0
// The manifests of deploy/k8s, as rendered: schemas and the rules that they keep. Node alone.
export default {
  test: { root: import.meta.dirname, include: ['*.test.ts'] },
};
