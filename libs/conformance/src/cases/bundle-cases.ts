// SPDX-License-Identifier: Apache-2.0
import { readSpecialistBundle } from '@asarg/model-bundle';
import { faultOfIdentity } from '../faults-of-identity.js';
import { pass, passUnless, skip, type ConformanceCase } from '../kit/conformance-case.js';

const notGiven = 'no bundle was given (--bundle DIR)';

/** Whether the server serves the bundle it is said to serve. */
export const bundleCases: readonly ConformanceCase[] = [
  {
    id: 'bundle.files',
    group: 'bundle',
    expected: 'The bundle can be read, and its weights have the SHA-256 of its manifest.',
    async run({ bundle }) {
      if (bundle === undefined) {
        return skip(notGiven);
      }
      const { manifest } = await readSpecialistBundle(bundle);
      return pass(`${manifest.name} ${manifest.version}`);
    },
  },
  {
    id: 'bundle.identity',
    group: 'bundle',
    expected: 'Describe has the name, version, digest and licence of the bundle.',
    needs: ['bundle.files', 'describe.answers'],
    async run({ bundle, describe }) {
      if (bundle === undefined) {
        return skip(notGiven);
      }
      const { name, version, licence, model } = (await readSpecialistBundle(bundle)).manifest;
      const expected = { name, version, licence, digest: model.sha256 };
      return passUnless(faultOfIdentity(expected, (await describe()).model));
    },
  },
];
