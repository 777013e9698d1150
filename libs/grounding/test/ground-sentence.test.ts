// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findingLabels,
  groundSentence,
  type EvidenceBase,
  type Provenance,
  type Verdict,
} from '../src/index.js';
import { baseOf, chestMasks, frame, maskOf, tagsOf } from './synthetic-chest.js';

const names = (text: string, base: EvidenceBase): string[] =>
  groundSentence(text, base).regions.map((region) => region.className);

describe('groundSentence()', () => {
  it.each<[string, Parameters<typeof baseOf>[0], Verdict]>([
    ['The heart is normal in size.', { ratio: 0.45 }, 'supported'],
    ['The heart is normal in size.', { ratio: 0.6 }, 'contradicted'],
    ['The heart is enlarged.', { ratio: 0.6 }, 'supported'],
    ['The heart is enlarged.', { ratio: 0.4 }, 'contradicted'],
    ['The heart is enlarged.', { ratio: 0.4, tags: { Cardiomegaly: 0.9 } }, 'contradicted'],
    ['The heart is enlarged.', { ratio: 0.5 }, 'unsupported'],
    ['The heart is enlarged.', { ratio: 0.5, tags: { Cardiomegaly: 0.7 } }, 'supported'],
    ['The heart is enlarged.', { ratio: 0.5, tags: { Cardiomegaly: 0.01 } }, 'contradicted'],
    ['Possible cardiomegaly.', { ratio: 0.5 }, 'supported'],
    ['Possible cardiomegaly.', { ratio: 0.35 }, 'unsupported'],
    ['The heart is enlarged.', { tags: { Cardiomegaly: 0.7 } }, 'supported'],
    ['The heart is enlarged.', {}, 'not_verifiable'],
    ['The cardiomediastinal silhouette is normal.', { ratio: 0.6 }, 'contradicted'],
    ['The cardiomediastinal silhouette is normal.', { ratio: 0.4 }, 'unsupported'],
    ['The cardiomediastinal silhouette is normal.', { ratio: 0.4, tags: {} }, 'supported'],
    ['The mediastinum is normal.', { ratio: 0.6, tags: {} }, 'supported'],
    ['The mediastinum is widened.', { ratio: 0.6 }, 'not_verifiable'],
    ['No pleural effusion.', { ratio: 0.4, tags: {} }, 'supported'],
    ['No pleural effusion.', { ratio: 0.4, tags: { 'Pleural Effusion': 0.37 } }, 'unsupported'],
    ['No pleural effusion.', { ratio: 0.4, tags: { 'Pleural Effusion': 0.45 } }, 'unsupported'],
    ['No pleural effusion.', { ratio: 0.4, tags: { 'Pleural Effusion': 0.7 } }, 'contradicted'],
    ['Pleural effusion.', { ratio: 0.4, tags: { 'Pleural Effusion': 0.45 } }, 'supported'],
    ['Pleural effusion.', { ratio: 0.4, tags: { 'Pleural Effusion': 0.3 } }, 'unsupported'],
    ['Pleural effusion.', { ratio: 0.4, tags: {} }, 'contradicted'],
    ['Pleural effusion.', { ratio: 0.4 }, 'not_verifiable'],
    ['No pneumothorax or effusion.', { tags: { Pneumothorax: 0.9 } }, 'contradicted'],
    ['The heart is normal in size. No pneumothorax.', { ratio: 0.4 }, 'supported'],
    ['The lungs are clear.', { tags: {} }, 'supported'],
    ['The lungs are clear.', { tags: { 'Lung Opacity': 0.8 } }, 'contradicted'],
    ['Rib fracture.', { tags: { Fracture: 0.8 } }, 'supported'],
    ['No acute cardiopulmonary abnormality.', { tags: { 'No Finding': 0.9 } }, 'supported'],
    ['No acute cardiopulmonary abnormality.', { tags: {} }, 'unsupported'],
    ['No acute cardiopulmonary abnormality.', { tags: { Pneumonia: 0.9 } }, 'contradicted'],
    ['The trachea is midline.', { ratio: 0.4, tags: {} }, 'not_verifiable'],
  ])('should judge "%s" given %o as %s', (text, parts, verdict) => {
    expect(groundSentence(text, baseOf(parts)).verdict).toBe(verdict);
  });

  const effusion = { 'Pleural Effusion': 0.8 } as const;
  it.each<[string, 'left' | 'right' | 'middle' | undefined, Verdict]>([
    ['Small left effusion.', 'left', 'supported'],
    ['Small left effusion.', 'right', 'contradicted'],
    ['Small left effusion.', undefined, 'unsupported'],
    ['Possible left effusion.', 'right', 'unsupported'],
    ['Small right effusion.', 'right', 'supported'],
    ['Bilateral effusions.', 'right', 'unsupported'],
    ['Small effusion.', 'right', 'supported'],
    ['No left effusion.', 'left', 'contradicted'],
    ['No left effusion.', 'right', 'unsupported'],
  ])('should judge "%s" with a clear effusion on the side %s as %s', (text, side, verdict) => {
    expect(groundSentence(text, baseOf({ ratio: 0.4, tags: effusion, side })).verdict).toBe(
      verdict,
    );
  });

  it('should state each measurement for people', () => {
    const { evidence } = groundSentence(
      'Normal heart size, small left effusion.',
      baseOf({ ratio: 0.47, tags: effusion, side: 'left' }),
    );
    expect(evidence).toEqual([
      expect.objectContaining({
        kind: 'cardiothoracic_ratio',
        text: 'Cardiothoracic ratio 0.47, at most 0.50',
        threshold: 0.5,
        provenance: 'measured',
        specialist: 'cxas',
      }),
      expect.objectContaining({ kind: 'finding_probability', label: 'Cardiomegaly' }),
      expect.objectContaining({
        text: 'Probability of pleural effusion 0.80, at least its threshold 0.40',
        provenance: 'weak',
        specialist: 'vision',
      }),
      expect.objectContaining({
        kind: 'activation_side',
        value: 1,
        text: 'Inside the lungs 100 % of the activation for pleural effusion is on the left',
      }),
    ]);
  });

  it('should show the regions of the stated side and zone, in the frame', () => {
    const base = baseOf({ ratio: 0.4, tags: { 'Lung Opacity': 0.8 }, side: 'left' });
    expect(names('The heart is normal in size.', base)).toEqual([
      'heart',
      'right lung',
      'left lung',
    ]);
    expect(names('Opacity.', base)).toEqual(['right lung', 'left lung']);
    expect(names('Left basilar opacity.', base)).toEqual(['left lung']);
    expect(names('No right effusion.', base)).toEqual(['right lung']);
    const [heart] = groundSentence('The heart is normal in size.', base).regions;
    expect(heart).toMatchObject({ mask: 'cxas/121', box: { x0: 176, x1: 336, y0: 360, y1: 600 } });
  });

  it('should show derived zones and mediastinum, with all their pieces', () => {
    const pieces = [
      { x: 188, y: 190, radiusX: 20, radiusY: 10 },
      { x: 150, y: 205, radiusX: 4, radiusY: 4 },
    ];
    const derived = { provenance: 'derived' } as const;
    const zone = maskOf(147, 'left lung base', pieces, derived);
    const mediastinum = maskOf(115, 'cardiomediastinum', pieces.slice(0, 1), derived);
    const base = { ...baseOf({ tags: {} }), masks: [...chestMasks(0.4), zone, mediastinum] };
    const { regions } = groundSentence('No left basilar opacity.', base);
    // Grid columns 146 to 208, frame columns twice that.
    expect(regions).toMatchObject([
      { classId: 147, provenance: 'derived', mask: 'cxas/147', box: { x0: 292, x1: 416 } },
    ]);
    expect(names('The mediastinum is normal.', base)).toEqual(['heart', 'cardiomediastinum']);
    expect(names('No left effusion.', base)).toEqual(['left lung base', 'left lung']);
  });

  it("should show where a finding's own weak class was drawn, on the side stated", () => {
    const drawn = (id: number, name: string, provenance: Provenance) =>
      maskOf(id, name, [{ x: 188, y: 190, radiusX: 20, radiusY: 10 }], { provenance });
    const baseWith = (provenance: Provenance): EvidenceBase => ({
      ...baseOf({ tags: { 'Pleural Effusion': 0.9 }, side: 'left' }),
      masks: [
        ...chestMasks(0.4),
        drawn(159, 'pleural effusion right', provenance),
        drawn(160, 'pleural effusion left', provenance),
      ],
    });
    const { verdict, regions, evidence } = groundSentence('Left effusion.', baseWith('weak'));
    expect(verdict).toBe('supported');
    expect(regions.find(({ classId }) => classId === 160)).toMatchObject({
      className: 'pleural effusion left',
      provenance: 'weak',
      mask: 'cxas/160',
    });
    expect(regions.some(({ classId }) => classId === 159)).toBe(false);
    expect(evidence.every(({ provenance }) => provenance === 'weak')).toBe(true);
    for (const provenance of ['synthetic', 'untrained'] as const) {
      expect(names('Left effusion.', baseWith(provenance))).toEqual(['left lung']);
    }
  });

  it('should rest no zone, bone or mediastinum on classes that are synthetic or untrained', () => {
    const text = 'No left basilar opacity, no left clavicle fracture, mediastinum is normal.';
    for (const provenance of ['synthetic', 'untrained'] as const) {
      const spot = [{ x: 188, y: 190, radiusX: 20, radiusY: 10 }];
      const masks = [
        maskOf(147, 'left lung base', spot, { provenance }),
        maskOf(31, 'clavicle left', spot, { provenance }),
        maskOf(115, 'cardiomediastinum', spot, { provenance }),
        ...chestMasks(0.6, provenance),
      ];
      const { regions, evidence } = groundSentence(text, { masks, tags: tagsOf({}), frame });
      expect(regions).toEqual([]);
      expect(new Set(evidence.map(({ kind }) => kind))).toEqual(new Set(['finding_probability']));
    }
  });

  it('should prefer a drawn zone and show bones that the sentence names', () => {
    const ellipse = { x: 188, y: 190, radiusX: 20, radiusY: 10 };
    const drawn = maskOf(147, 'left lung base', [ellipse]);
    const clavicle = maskOf(31, 'clavicle left', [ellipse]);
    const base = { masks: [...chestMasks(0.4), drawn, clavicle], tags: tagsOf({}), frame };
    const { regions } = groundSentence('No left basilar opacity.', base);
    expect(regions.map((region) => region.mask)).toEqual(['cxas/147']);
    expect(names('No left clavicle fracture.', base)).toEqual(['clavicle left']);
  });

  it('should rest on nothing when masks are synthetic or implausible', () => {
    for (const masks of [chestMasks(0.6, 'synthetic'), chestMasks(1.2), chestMasks(0.1)]) {
      const grounded = groundSentence('The heart is normal in size.', { masks, frame });
      expect(grounded).toMatchObject({ verdict: 'not_verifiable', evidence: [], regions: [] });
      expect(grounded.notes.length).toBeGreaterThan(0);
    }
  });

  it('should not trust tags out of range', () => {
    const tags = {
      specialist: 'v',
      labels: ['Edema'],
      probabilities: [Number.NaN],
      thresholds: [0],
    };
    const grounded = groundSentence('No edema.', { masks: [], tags, frame });
    expect(grounded.verdict).toBe('not_verifiable');
  });

  const probability = fc.double({ min: 0, max: 1, noNaN: true });
  const threshold = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  const ratios = fc.option(fc.double({ min: 0.25, max: 0.9, noNaN: true }), { nil: undefined });

  it('should never support a claim and its opposite', () => {
    const pairs = [
      ['The heart is enlarged.', 'The heart is not enlarged.'],
      ['Possible cardiomegaly.', 'No cardiomegaly.'],
      ['There is a left effusion.', 'There is no left effusion.'],
      ['There is edema.', 'There is no edema.'],
      ['The mediastinum is widened.', 'The mediastinum is not widened.'],
    ] as const;
    const sides = fc.constantFrom('left', 'right', 'middle', undefined);
    fc.assert(
      fc.property(fc.constantFrom(...pairs), ratios, probability, threshold, sides, (...args) => {
        const [[claim, opposite], ratio, p, t, side] = args;
        const tags = {
          specialist: 'vision',
          labels: findingLabels,
          probabilities: findingLabels.map(() => p),
          thresholds: findingLabels.map(() => t),
        };
        const base = { ...baseOf({ ratio, side }), tags };
        const verdicts = [groundSentence(claim, base), groundSentence(opposite, base)].map(
          (grounded) => grounded.verdict,
        );
        expect(verdicts).not.toEqual(['supported', 'supported']);
        expect(verdicts).not.toEqual(['contradicted', 'contradicted']);
      }),
    );
  });

  it('should never throw, and give evidence with every verdict but not verifiable', () => {
    const words = 'no left right effusion heart enlarged normal opacity lungs clear may . possible';
    const text = fc.array(fc.constantFrom(...words.split(' ')), { maxLength: 16 });
    fc.assert(
      fc.property(
        fc.oneof(
          text.map((w) => w.join(' ')),
          fc.string(),
        ),
        ratios,
        probability,
        (...args) => {
          const [sentence, ratio, p] = args;
          const tags = { 'Pleural Effusion': p, 'Lung Opacity': 1 - p };
          const grounded = groundSentence(sentence, baseOf({ ratio, tags, side: 'left' }));
          expect(grounded.evidence.length > 0).toBe(grounded.verdict !== 'not_verifiable');
          if (grounded.findings.length === 0) expect(grounded.regions).toEqual([]);
          for (const { box } of grounded.regions) {
            expect(box.x1).toBeGreaterThan(box.x0);
            expect(box.y1).toBeGreaterThan(box.y0);
            expect(box.x1).toBeLessThanOrEqual(frame.width);
          }
        },
      ),
    );
  });
});
