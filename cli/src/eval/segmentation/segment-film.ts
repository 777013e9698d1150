// SPDX-License-Identifier: Apache-2.0
import { maskOnImage, type PixelMask } from '@asarg/evaluation';
import { cardiothoracicRatio, type ClassMask, type Provenance } from '@asarg/grounding';
import { frameMessage, readRadiograph, toFrame, type Radiograph } from '@asarg/imaging';
import { createSpecialistClient } from '@asarg/mesh-client';
import { masksOf, unpackMask } from '@asarg/tensor';

/** A film and what the segmenter drew on it. */
export interface SegmentedFilm {
  readonly radiograph: Radiograph;
  /** Ratio by the rules that ground sentences; undefined when they refuse to measure. */
  readonly ratio: number | undefined;
  /** A class on the film's own pixels; undefined when the segmenter has no such class. */
  mask(classId: number): PixelMask | undefined;
}

/** Asks the segmenter of films. */
export interface Segmenter {
  segment(file: Uint8Array): Promise<SegmentedFilm>;
  /** Model name, version and digest. */
  identity(): Promise<string>;
  close(): void;
}

const deadlineMs = 60_000;
// Values of asarg.specialist.v1.Provenance.
const provenances: readonly Provenance[] = [
  'untrained',
  'measured',
  'derived',
  'weak',
  'synthetic',
  'untrained',
];
const neededClasses = [121, 135, 136, 31, 32];

/** A segmenter at a gRPC address. */
export function createSegmenter(address: string): Segmenter {
  const client = createSpecialistClient(address);
  const description = client.describe();
  description.catch(() => undefined);
  return {
    async segment(file) {
      const radiograph = await readRadiograph(file);
      const frame = toFrame(radiograph);
      const { classes } = await description;
      const order = { frame: frameMessage(frame), outputs: ['masks'] };
      const { tensors, statistics } = await client.encode(order, { deadlineMs });
      const tensor = tensors.get('masks');
      if (!tensor?.affine)
        throw new Error('expected the segmenter to give masks with an affine, found none');
      const { affine } = tensor;
      const bits = masksOf(tensor);
      const drawn: ClassMask[] = classes.flatMap(({ id, name, provenance }, channel) => {
        const mask = bits[channel];
        if (!mask || !neededClasses.includes(id)) return [];
        const meanProbability = statistics[channel]?.meanProbability ?? 0;
        return [
          {
            specialist: 'cxas',
            classId: id,
            name,
            provenance: provenances[provenance] ?? 'untrained',
            ...mask,
            meanProbability,
            affine,
          },
        ];
      });
      const ratio = cardiothoracicRatio(drawn);
      const { width, height } = radiograph;
      const { scale } = frame;
      const grid = {
        xx: affine.xx * scale,
        x0: affine.x0 * scale,
        yy: affine.yy * scale,
        y0: affine.y0 * scale,
      };
      return {
        radiograph,
        ratio: ratio.available ? ratio.value : undefined,
        mask(classId) {
          const found = drawn.find((one) => one.classId === classId);
          if (!found) return undefined;
          const source = { width: found.width, height: found.height, values: unpackMask(found) };
          return { width, height, values: maskOnImage(source, grid, { width, height }) };
        },
      };
    },
    async identity() {
      const { model } = await description;
      return model ? `${model.name} ${model.version} ${model.digest.slice(0, 12)}` : 'unnamed';
    },
    close: () => client.close(),
  };
}
