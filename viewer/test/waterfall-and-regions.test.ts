// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { hitRegions, nextCiting } from '../src/image/hit-regions.ts';
import {
  assignRegionStyles,
  REGION_STYLES,
  regionKey,
  shownRegions,
} from '../src/regions/region-style.ts';
import { formatMs, layWaterfall, ticks } from '../src/stages/waterfall-model.ts';
import { scriptedReport } from './scripted/report-script.ts';

const report = scriptedReport('demo');

describe('layWaterfall()', () => {
  it('should group bars by service in the order of their start', () => {
    const { groups, totalMs } = layWaterfall(report.stages, [], 0);
    expect(groups.map(({ service }) => service)).toEqual([
      'gateway',
      'fusion-llm',
      'vision',
      'lvm-med',
      'cxas',
    ]);
    expect(totalMs).toBe(2329);
  });

  it('should take the service off the names and tell waiting from work', () => {
    const cxas = layWaterfall(report.stages, [], 0).groups.at(-1);
    expect(cxas?.rows.map(({ label, kind }) => [label, kind])).toEqual([
      ['queue', 'wait'],
      ['preprocess', 'compute'],
      ['run', 'compute'],
      ['postprocess', 'compute'],
      ['transfer', 'move'],
    ]);
  });

  it('should show a call as its parts, and an attempt that did not answer below them', () => {
    const { groups } = layWaterfall(report.stages, [], 0, report.contributions);
    const ofService = (name: string) => groups.find(({ service }) => service === name)?.rows ?? [];
    expect(ofService('lvm-med').map(({ label, outcome }) => [label, outcome])).toEqual([
      ['earlier', 'LOST'],
      ['queue', undefined],
      ['preprocess', undefined],
      ['run', undefined],
      ['transfer', undefined],
      ['attempt 1', 'LOST'],
    ]);
    expect(ofService('vision').find(({ label }) => label === 'run')?.note).toBe('in a batch of 4');
  });

  it('should show a call that failed, and every attempt of it', () => {
    const partial = scriptedReport('demo', 'partial');
    const { groups } = layWaterfall(partial.stages, [], 0, partial.contributions);
    const cxas = groups.find(({ service }) => service === 'cxas');
    expect(cxas?.rows.map(({ label, kind, outcome }) => [label, kind, outcome])).toEqual([
      ['call', 'lost', 'DEADLINE_EXCEEDED'],
      ['attempt 1', 'lost', 'UNAVAILABLE'],
      ['attempt 2', 'lost', 'DEADLINE_EXCEEDED'],
    ]);
  });

  it('should add up what the report waited for to the time it took', () => {
    for (const kind of ['complete', 'partial'] as const) {
      const { stages, durationMs } = scriptedReport('demo', kind);
      const { critical } = layWaterfall(stages, [], 0);
      expect(critical?.sumMs).toBeCloseTo(durationMs ?? 0, 6);
      expect(critical?.slowest.name).toBe('decode');
    }
  });

  it('should show a report of an older gateway without what it does not tell', () => {
    const old = report.stages.map(({ name, service, startMs, durationMs }) => {
      return { name, service, startMs, durationMs };
    });
    const { critical, groups } = layWaterfall(old, [], 0, []);
    expect(critical).toBeUndefined();
    expect(groups.flatMap(({ rows }) => rows).some((row) => row.critical)).toBe(false);
  });

  it('should let a running stage reach to now', () => {
    const running = { name: 'decode', service: 'fusion-llm', startMs: 100, heardAtMs: 5000 };
    expect(layWaterfall([], [running], 5400).totalMs).toBe(500);
  });
});

describe('ticks()', () => {
  it.each([0.7, 3, 48, 99, 101, 900, 2329, 30_000])('should mark %s ms in round steps', (total) => {
    const marks = ticks(total);
    expect(marks[0]).toBe(0);
    expect(marks.length).toBeGreaterThanOrEqual(3);
    expect(marks.length).toBeLessThanOrEqual(6);
    expect(marks.at(-1)).toBeLessThanOrEqual(total);
  });

  it('should write times for people', () => {
    expect([0, 0.42, 9.97, 1204].map(formatMs)).toEqual(['0 ms', '0.4 ms', '10 ms', '1,204 ms']);
  });
});

describe('regions', () => {
  it('should look different from each other in colour, hatch and dash', () => {
    for (const part of ['colour', 'hatch', 'dash'] as const) {
      const looks = new Set(REGION_STYLES.map((style) => JSON.stringify(style[part])));
      expect(looks.size).toBe(REGION_STYLES.length);
    }
  });

  it('should keep the look of a class across sentences', () => {
    const styles = assignRegionStyles(report.sentences);
    const lungs = report.sentences.flatMap(({ regions }) =>
      regions.filter((region) => region.class === 'left_lung'),
    );
    expect(lungs).toHaveLength(2);
    expect(new Set(lungs.map((lung) => styles.get(regionKey(lung)))).size).toBe(1);
  });

  it('should never give two classes of one sentence the same look', () => {
    const [sentence] = report.sentences;
    const region = sentence?.regions[0];
    if (!sentence || !region) throw new Error('expected a region in the demo report');
    const citing = (classIds: readonly number[]) => ({
      ...sentence,
      regions: classIds.map((classId) => ({ ...region, classId })),
    });
    const sentences = [citing([1, 2]), citing([3, 4, 5, 6]), citing([7, 1, 2]), citing([8, 7])];
    const styles = assignRegionStyles(sentences);
    for (const { regions } of sentences) {
      const looks = regions.map((shown) => styles.get(regionKey(shown)));
      expect(new Set(looks).size).toBe(regions.length);
    }
  });

  it('should show only those of the active sentence, or each class once for all', () => {
    const names = (index?: number) =>
      shownRegions(report.sentences, index).map((region) => region.class);
    expect(names(1)).toEqual(['costophrenic_angles']);
    expect(names(4)).toEqual([]);
    expect(names()).toHaveLength(6);
  });

  it('should lead from a click to the citing sentences, round and round', () => {
    const drawn = shownRegions(report.sentences, undefined).flatMap((region) => {
      const style = REGION_STYLES[0];
      return style ? [{ region, style }] : [];
    });
    const image = { width: 1000, height: 1200 };
    const hit = hitRegions(drawn, image, { x: 760, y: 400 });
    expect(hit.map(({ region }) => region.class)).toEqual(['left_lung']);
    expect(nextCiting(report.sentences, hit, undefined)).toBe(0);
    expect(nextCiting(report.sentences, hit, 0)).toBe(2);
    expect(nextCiting(report.sentences, hit, 2)).toBe(0);
  });
});
