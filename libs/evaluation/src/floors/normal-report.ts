// SPDX-License-Identifier: Apache-2.0

/** What a system that never looks at the image could always write; the floor of text scores. */
export const constantNormalReport =
  'the heart is normal in size. the mediastinum is unremarkable. the lungs are clear. there is no focal ' +
  'consolidation. no pleural effusion or pneumothorax is seen. the bony structures are intact.';
