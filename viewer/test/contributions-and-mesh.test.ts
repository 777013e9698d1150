// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { groupInstances } from '../src/catalogue/group-instances.ts';
import { attemptWords, outcomeWords, standInWords } from '../src/details/contribution-words.ts';
import { scriptedReport } from './scripted/report-script.ts';
import { scriptedSpecialists } from './scripted/specialists.ts';

const slotOf = (kind: 'complete' | 'gaps' | 'partial', slot: string) => {
  const found = scriptedReport('demo', kind).contributions.find((one) => one.slot === slot);
  if (!found) throw new Error(`expected a slot ${slot}`);
  return found;
};

describe('attemptWords()', () => {
  it('should be silent when the first attempt answered', () => {
    expect(attemptWords(slotOf('complete', 'vision').attempts)).toBe('');
    expect(attemptWords()).toBe('');
  });

  it('should say who answered and when others were asked', () => {
    expect(attemptWords(slotOf('complete', 'medical').attempts)).toBe(
      'answered by 2nd of 2, hedged after 210 ms',
    );
    expect(attemptWords(slotOf('partial', 'anatomy').attempts)).toBe(
      'none of 2 answered, tried again after 53 ms',
    );
    expect(['OK', 'LOST', 'UNAVAILABLE'].map(outcomeWords)).toEqual([
      'answered',
      'another was faster',
      'UNAVAILABLE',
    ]);
  });
});

describe('standInWords()', () => {
  it('should tell nothing, some classes, a part and the whole slot apart', () => {
    expect(standInWords(slotOf('complete', 'anatomy'))).toBe('');
    expect(standInWords(slotOf('gaps', 'anatomy'))).toBe('null embedding for 3 of 7 classes');
    expect(standInWords(slotOf('partial', 'anatomy'))).toBe('null embedding for the whole slot');
    expect(standInWords({ ...slotOf('complete', 'vision'), state: 'partial' })).toBe(
      'null embedding for a part',
    );
  });

  it('should do with what an older gateway stored', () => {
    const { slot, specialist, version, digest, pixelProfile, reason } = slotOf('gaps', 'anatomy');
    const stored = { slot, specialist, version, digest, pixelProfile, reason };
    expect(standInWords({ ...stored, state: 'used' })).toBe('');
    expect(standInWords({ ...stored, state: 'missing' })).toBe('null embedding for the whole slot');
  });
});

describe('groupInstances()', () => {
  const groups = groupInstances(scriptedSpecialists());

  it('should put the instances that reports use first', () => {
    expect(
      groups.map(({ name, instances }) => [name, ...instances.map(({ state }) => state)]),
    ).toEqual([
      ['cxas', 'active', 'shadow'],
      ['devices', 'active'],
      ['legacy', 'quarantined'],
      ['lvm-med', 'unreachable'],
      ['vision', 'active'],
    ]);
  });

  it('should tell which slots a specialist feeds and which classes no slot knows', () => {
    const served = groups.map(({ name, slots, further }) => [
      name,
      slots,
      further.map(({ id }) => id),
    ]);
    expect(served).toEqual([
      ['cxas', ['anatomy'], []],
      ['devices', [], [900, 901]],
      ['legacy', [], []],
      ['lvm-med', [], []],
      ['vision', ['vision'], []],
    ]);
  });
});
