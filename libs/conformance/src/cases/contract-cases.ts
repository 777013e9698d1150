// SPDX-License-Identifier: Apache-2.0
import { DescribeResponse, Provenance } from '@asarg/contracts';
import { faultOfDescription } from '../fault-of-description.js';
import { pass, passUnless, type ConformanceCase } from '../kit/conformance-case.js';

const largestInput = 16_384;
const provenances: readonly Provenance[] = Object.values(Provenance).filter((value) => value > 0);

/** What Describe says. */
export const contractCases: readonly ConformanceCase[] = [
  {
    id: 'describe.answers',
    group: 'contract',
    expected: 'Describe answers OK.',
    async run({ describe }) {
      const { model } = await describe();
      return pass(model && `${model.name} ${model.version}`);
    },
  },
  {
    id: 'describe.consistent',
    group: 'contract',
    expected:
      'Name, version, digest and outputs are set, names and class ids are unique, and shapes ' +
      'agree with the numbers of classes, labels and views.',
    needs: ['describe.answers'],
    run: async ({ describe }) => passUnless(faultOfDescription(await describe())),
  },
  {
    id: 'describe.digest',
    group: 'contract',
    expected: 'The digest of the weights is a SHA-256 in lower-case hexadecimal, 64 digits.',
    needs: ['describe.answers'],
    async run({ describe }) {
      const digest = (await describe()).model?.digest ?? '';
      const ok = /^[0-9a-f]{64}$/.test(digest);
      return passUnless(ok ? undefined : `found '${digest.slice(0, 80)}'`);
    },
  },
  {
    id: 'describe.classes',
    group: 'contract',
    expected: 'Every class has a name and a provenance, every label and view a name of its own.',
    needs: ['describe.answers'],
    run: async ({ describe }) => passUnless(faultOfNames(await describe())),
  },
  {
    id: 'describe.input',
    group: 'contract',
    expected: 'The input need has a pixel profile, name@version, and a width and a height.',
    needs: ['describe.answers'],
    async run({ describe }) {
      const { input } = await describe();
      const { pixelProfile = '', width = 0, height = 0 } = input ?? {};
      const sides = [width, height].every((side) => side >= 1 && side <= largestInput);
      const ok = /^[\w.-]+@[\w.-]+$/.test(pixelProfile) && sides;
      const found = `'${pixelProfile.slice(0, 80)}', ${width} x ${height}`;
      return ok ? pass(found) : passUnless(`found ${found}`);
    },
  },
  {
    id: 'describe.stable',
    group: 'contract',
    expected: 'A second Describe gives the same answer.',
    needs: ['describe.answers'],
    async run({ client, describe, leftMs }) {
      const first = await describe();
      const { code, details, response } = await client.describe(leftMs());
      if (!response) {
        return passUnless(`Describe ended with ${code}: ${details}`);
      }
      const key = Object.keys(DescribeResponse.toJSON(first) as object).find(
        (name) => jsonOf(first, name) !== jsonOf(response, name),
      );
      return passUnless(key && `${key} differs`);
    },
  },
];

function jsonOf(description: DescribeResponse, field: string): string {
  return JSON.stringify((DescribeResponse.toJSON(description) as Record<string, unknown>)[field]);
}

function faultOfNames({ classes, labels, views }: DescribeResponse): string | undefined {
  const bad = classes.find(
    ({ name, provenance }) => name === '' || !provenances.includes(provenance),
  );
  if (bad) {
    return `class ${bad.id}: found name '${bad.name}' and provenance ${bad.provenance}`;
  }
  for (const [what, names] of Object.entries({ labels, views })) {
    if (names.includes('') || new Set(names).size !== names.length) {
      return `${what}: found ${names.includes('') ? 'an empty name' : 'a name twice'}`;
    }
  }
  return undefined;
}
