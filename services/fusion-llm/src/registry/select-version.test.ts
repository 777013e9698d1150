// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  choose,
  noSelection,
  selectVersion,
  type Candidate,
  type Selection,
  type SwapRule,
} from './select-version.js';

const up = (version: string): Candidate => ({ version, isAdmitted: true, isListed: true });
const down = (version: string): Candidate => ({ version, isAdmitted: false, isListed: true });
const unlisted = (version: string): Candidate => ({ version, isAdmitted: true, isListed: false });
const unknown: Candidate = { isAdmitted: false, isListed: true };

/** What is active after each of several moments. */
function through(
  moments: readonly Candidate[][],
  mode: SwapRule['mode'] = 'auto',
  pin?: string,
): Selection {
  return moments.reduce(
    (selection, candidates) => selectVersion(selection, candidates, { mode, pin }),
    noSelection,
  );
}

describe('a new version', () => {
  test('takes over when it is admitted', () => {
    expect(through([[up('1')], [up('1'), unknown], [up('1'), up('2')]])).toMatchObject({
      active: '2',
      previous: '1',
    });
  });

  test('takes over only when it has as many instances as the old one', () => {
    const three = [up('1'), up('1'), up('1')];
    expect(through([three, [...three, up('2')]]).active).toBe('1');
    expect(through([three, [up('1'), up('1'), up('2'), up('2')]]).active).toBe('2');
  });

  test('is a shadow, or waits, if the mode says so', () => {
    const moments = [[up('1')], [up('1'), up('2')]];
    expect(through(moments, 'shadow')).toMatchObject({ active: '1', shadow: '2' });
    expect(through(moments, 'manual')).toMatchObject({ active: '1' });
    expect(through(moments, 'manual').shadow).toBeUndefined();
  });

  test('is not an older one that is listed or admitted later', () => {
    expect(through([[up('1.10.0')], [up('1.10.0'), up('1.9.0')]]).active).toBe('1.10.0');
    expect(
      through([
        [down('1'), up('2')],
        [up('1'), up('2')],
      ]).active,
    ).toBe('2');
    expect(through([[up('2.0.0-rc.1')], [up('2.0.0-rc.1'), up('2.0.0')]]).active).toBe('2.0.0');
    expect(through([[up('1.0.0+b'), up('1.0.0+a')]]).active).toBe('1.0.0+a');
  });

  test('waits where another one is pinned, and takes over where it is pinned itself', () => {
    const both = [up('1.0.0+a'), up('2.0.0+b')];
    expect(through([both], 'auto', '1.0').active).toBe('1.0.0+a');
    expect(through([both, both], 'manual', '2').active).toBe('2.0.0+b');
    expect(through([[down('1.0.0+a'), up('2.0.0+b')]], 'auto', '1').active).toBe('2.0.0+b');
  });

  test('has one turn: an old one that comes back is not taken for new', () => {
    const moments = [[up('1')], [up('1'), up('2')], [up('2')], [up('2'), up('1')]];
    expect(through(moments)).toMatchObject({ active: '2', previous: '1' });
    expect(through(moments, 'shadow').active).toBe('2');
  });
});

describe('a version that cannot be reached', () => {
  test('stays active while nobody can stand in', () => {
    expect(through([[up('1')], [down('1')]]).active).toBe('1');
  });

  test('is stood in for by another one, only as long as that is so', () => {
    const moments = [[up('1')], [up('1'), up('2')], [up('1'), down('2')]];
    expect(through(moments)).toMatchObject({ active: '1', chosen: '2' });
    expect(through([...moments, [up('1'), up('2')]])).toMatchObject({ active: '2', chosen: '2' });
  });
});

describe('an instance that is not listed any more', () => {
  test('serves on until a listed one is admitted', () => {
    const moments = [[up('1')], [unlisted('1'), unknown]];
    expect(through(moments).active).toBe('1');
    expect(through([...moments, [unlisted('1'), up('2')]]).active).toBe('2');
  });

  test('gives way in every mode, since it is about to go', () => {
    const moments = [[up('1')], [unlisted('1'), up('2')]];
    expect(through(moments, 'manual').active).toBe('2');
    expect(through(moments, 'shadow').active).toBe('2');
  });
});

test('a rollback lasts: neither version is new any more', () => {
  const swapped = through([[up('1')], [up('1'), up('2')]]);
  const back = choose(swapped, '1', 'rolled back');
  expect(back).toMatchObject({ active: '1', previous: '2' });
  expect(selectVersion(back, [up('1'), up('2')], { mode: 'auto' })).toMatchObject({ active: '1' });
  expect(selectVersion(back, [up('1'), up('2')], { mode: 'shadow' }).shadow).toBeUndefined();
});

const candidates = fc.array(
  fc.record({
    version: fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined }),
    isAdmitted: fc.boolean(),
    isListed: fc.boolean(),
  }),
  { maxLength: 5 },
);
const plausible = candidates.map((all) =>
  all.map((one) => ({ ...one, isAdmitted: one.isAdmitted && one.version !== undefined })),
);
const modes = fc.constantFrom<SwapRule['mode']>('auto', 'shadow', 'manual');

test('whatever happens, what can be reached and is listed is used, and looking twice changes nothing', () => {
  fc.assert(
    fc.property(fc.array(plausible, { minLength: 1, maxLength: 8 }), modes, (moments, mode) => {
      let selection = noSelection;
      for (const moment of moments) {
        const before = selection;
        selection = selectVersion(before, moment, { mode });
        const usable = moment
          .filter(({ isAdmitted, isListed }) => isAdmitted && isListed)
          .map(({ version }) => version);
        if (usable.length > 0) {
          expect(usable).toContain(selection.active);
        } else {
          expect(selection.active).toBe(before.active);
        }
        expect(selection.shadow).not.toBe(selection.active ?? 'none');
        expect(selectVersion(selection, moment, { mode })).toEqual(selection);
      }
    }),
  );
});
