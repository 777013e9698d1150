// SPDX-License-Identifier: Apache-2.0
import { readRadiograph } from '@asarg/imaging';
import { type BitMask, maskArea, maskStatistics, unpackMask } from '@asarg/tensor';
import { cxas212 } from '@asarg/catalogue';
import { describe, expect, test } from 'vitest';
import {
  drawPhantom,
  type Finding,
  type Phantom,
  phantomDicom,
  phantomMask,
} from '../src/index.js';

const size = 256;

function covers(outer: BitMask, inner: BitMask): boolean {
  return inner.bits.every((byte, at) => (byte & ~outer.bits[at]!) === 0);
}

/** Share of a mask's pixels that lie in another. */
function shareWithin(inner: BitMask, outer: BitMask): number {
  const bits = inner.bits.map((byte, at) => byte & outer.bits[at]!);
  return maskArea({ ...inner, bits }) / Math.max(1, maskArea(inner));
}

function union(...masks: readonly BitMask[]): BitMask {
  return {
    ...masks[0]!,
    bits: masks[0]!.bits.map((_, at) => masks.reduce((all, mask) => all | mask.bits[at]!, 0)),
  };
}

/** Widest row of the heart over widest row of both lungs together. */
function cardiothoracicRatio(phantom: Phantom): number {
  const wide = (mask: BitMask): number => {
    const { box } = maskStatistics(mask);
    return box!.x1 - box!.x0;
  };
  return wide(phantomMask(phantom, 'heart')) / wide(phantomMask(phantom, 'lung'));
}

describe('a phantom', () => {
  const plain = drawPhantom({ seed: 11, size, findings: [] });

  test('is the same for the same seed, and another for another', () => {
    const again = drawPhantom({ seed: 11, size, findings: [] });
    expect(again.pixels).toEqual(plain.pixels);
    expect(again.masks.bits).toEqual(plain.masks.bits);
    expect(drawPhantom({ seed: 12, size, findings: [] }).pixels).not.toEqual(plain.pixels);
  });

  test('has air dark, bone and abdomen bright, and uses its 12 bits', () => {
    const mean = (name: string): number => {
      const values = unpackMask(phantomMask(plain, name));
      const inside = plain.pixels.filter((_, at) => values[at]);
      return inside.reduce((sum, value) => sum + value, 0) / inside.length;
    };
    expect(mean('right upper zone lung')).toBeLessThan(0.6 * mean('liver'));
    expect(mean('heart')).toBeGreaterThan(mean('left lung'));
    expect(Math.max(...plain.pixels)).toBeLessThanOrEqual(4095);
    expect(Math.max(...plain.pixels)).toBeGreaterThan(3300);
    expect(plain.pixels.every((value) => value === 0)).toBe(false);
  });

  test('has masks of all anatomy in view, and none of disease', () => {
    const missing = cxas212.classes.filter(({ kind, channel, name }) => {
      const far = /vertebrae (C[1-3]|L[2-5])|small bowel|duodenum|pancreas|kidney/.test(name);
      return (
        kind === 'anatomy' &&
        !far &&
        maskArea(phantomMask(plain, cxas212.classes[channel]!.name)) === 0
      );
    });
    expect(missing.map(({ name }) => name)).toEqual([]);
    const diseased = cxas212.classes.filter(
      ({ kind, name }) => kind !== 'anatomy' && maskArea(phantomMask(plain, name)) > 0,
    );
    expect(diseased.map(({ name }) => name)).toEqual([]);
  });

  test.each([
    ['lung', ['right lung', 'left lung']],
    [
      'right lung',
      ['right apical zone lung', 'right upper zone lung', 'right mid zone lung', 'right lung base'],
    ],
    [
      'left lung',
      ['left apical zone lung', 'left upper zone lung', 'left mid zone lung', 'left lung base'],
    ],
    [
      'heart',
      [
        'heart atrium left',
        'heart atrium right',
        'heart ventricle left',
        'heart ventricle right',
        'heart myocardium',
      ],
    ],
    ['aorta', ['ascending aorta', 'aortic arch', 'descending aorta']],
    ['thoracic spine', ['vertebrae T1', 'vertebrae T6', 'vertebrae T12']],
    ['spine', ['cervical spine', 'thoracic spine', 'lumbar spine']],
    ['posterior 5th rib', ['posterior 5th rib right', 'posterior 5th rib left']],
    ['cardiomediastinum', ['upper mediastinum', 'lower mediastinum', 'middle mediastinum']],
    ['diaphragm', ['right hemidiaphragm', 'left hemidiaphragm']],
  ])('%s holds its parts', (whole, parts) => {
    for (const part of parts) {
      expect(covers(phantomMask(plain, whole), phantomMask(plain, part)), part).toBe(true);
    }
  });

  test('zones share out a lung, lobes fill it', () => {
    for (const side of ['right', 'left']) {
      const lung = phantomMask(plain, `${side} lung`);
      const zones = ['apical zone lung', 'upper zone lung', 'mid zone lung', 'lung base'].map(
        (zone) => phantomMask(plain, `${side} ${zone}`),
      );
      expect(zones.reduce((sum, zone) => sum + maskArea(zone), 0)).toBe(maskArea(lung));
      const lobes = ['upper', 'lower', ...(side === 'right' ? ['middle'] : [])].map((lobe) =>
        phantomMask(plain, `lung ${lobe} lobe ${side}`),
      );
      expect(covers(lung, union(...lobes))).toBe(true);
      expect(maskArea(union(...lobes)) / maskArea(lung)).toBeGreaterThan(0.97);
    }
  });

  test('has the left of the patient on the right of the picture', () => {
    for (const name of ['lung', 'hemidiaphragm']
      .flatMap((part) => [`left ${part}`, `right ${part}`])
      .concat('clavicle left', 'clavicle right', 'scapula left', 'scapula right', 'kidney left')) {
      const { centroidX } = maskStatistics(phantomMask(plain, name));
      expect(centroidX > size / 2, name).toBe(name.includes('left'));
    }
    expect(maskStatistics(phantomMask(plain, 'heart')).centroidX).toBeGreaterThan(size / 2);
  });

  test('becomes a DICOM file that libs/imaging reads back', async () => {
    const dicom = phantomDicom(plain);
    const radiograph = await readRadiograph(dicom);
    expect([radiograph.width, radiograph.height, radiograph.bits]).toEqual([size, size, 12]);
    expect(radiograph.pixels).toEqual(plain.pixels);
    expect(phantomDicom(plain)).toEqual(dicom);
    expect(phantomDicom(plain, '/without')).not.toEqual(dicom);
  });

  test('has a heart that grows with the grade of cardiomegaly', () => {
    const ratios = [undefined, 1, 2, 3].map((grade) =>
      cardiothoracicRatio(
        drawPhantom({
          seed: 5,
          size,
          findings: grade ? [{ kind: 'cardiomegaly', grade: grade as 1 | 2 | 3 }] : [],
        }),
      ),
    );
    for (let i = 1; i < ratios.length; i++)
      expect(ratios[i]).toBeGreaterThan(ratios[i - 1]! + 0.02);
    expect(ratios[0]).toBeLessThan(0.52);
    expect(ratios[3]).toBeGreaterThan(0.55);
  });

  test.each<Finding>([
    { kind: 'pleural effusion', side: 'right', grade: 2 },
    { kind: 'pneumothorax', side: 'left', grade: 2 },
    { kind: 'consolidation', side: 'left', grade: 2, zone: 'lower' },
    { kind: 'nodule', side: 'right', grade: 3, zone: 'upper' },
    { kind: 'central venous catheter', side: 'right', grade: 1 },
  ])('differs only near $kind when it is left out', (finding) => {
    const other: Finding = { kind: 'degenerative spine', grade: 1 };
    const withIt = drawPhantom({ seed: 21, size, findings: [finding, other] });
    const without = drawPhantom({ seed: 21, size, findings: [other] });
    const names = cxas212.classes.filter(
      ({ kind, name }) =>
        kind !== 'anatomy' &&
        maskArea(phantomMask(withIt, name)) > 0 &&
        maskArea(phantomMask(without, name)) === 0,
    );
    expect(names.length).toBeGreaterThan(0);
    const acts = union(...names.map(({ name }) => phantomMask(withIt, name)));
    const inside = unpackMask(acts);
    let [near, far, farCount] = [0, 0, 0];
    const { box } = maskStatistics(acts);
    const margin = 12;
    for (let at = 0; at < inside.length; at++) {
      const [x, y] = [at % size, Math.floor(at / size)];
      const difference = Math.abs(withIt.pixels[at]! - without.pixels[at]!);
      const close =
        x > box!.x0 - margin &&
        x < box!.x1 + margin &&
        y > box!.y0 - margin &&
        y < box!.y1 + margin;
      if (inside[at]) near = Math.max(near, difference);
      if (!close) [far, farCount] = [far + difference, farCount + 1];
    }
    expect(near).toBeGreaterThan(250);
    // Scatter carries a little everywhere: far below one per cent of the range.
    expect(far / farCount).toBeLessThan(25);
  });

  test('has disease where its side says', () => {
    for (const side of ['right', 'left'] as const) {
      const phantom = drawPhantom({
        seed: 3,
        size,
        findings: [{ kind: 'consolidation', side, grade: 2, zone: 'mid' }],
      });
      const mask = phantomMask(phantom, `consolidation ${side}`);
      expect(shareWithin(mask, phantomMask(phantom, `${side} lung`))).toBeGreaterThan(0.98);
      expect(covers(phantomMask(phantom, `lung opacity ${side}`), mask)).toBe(true);
    }
  });
});
