// SPDX-License-Identifier: Apache-2.0
import type { GenerationOptions } from '@asarg/contracts';
import type { DecodedImage } from '../edges/imaging-edge.js';
import { software } from '../software.js';
import { optionsModel } from './options-model.js';
import { disclaimer, type ReportModel } from './report-model.js';

/** A report of which only the image is known. */
export function newReport(
  id: string,
  createdAt: Date,
  image: DecodedImage,
  options: GenerationOptions,
  traceId: string | null = null,
): ReportModel {
  const { width, height, source, digest, view, spacing } = image;
  return {
    id,
    status: 'IN_PROGRESS',
    createdAt: createdAt.toISOString(),
    text: '',
    sentences: [],
    view: null,
    contributions: [],
    stages: [],
    image: {
      width,
      height,
      source,
      digest,
      view: view ?? null,
      ...(spacing === undefined ? {} : { spacing }),
      url: `/v1/reports/${id}/image`,
    },
    provenance: {
      models: [],
      fusion: null,
      options: optionsModel(options),
      pipelineDigest: null,
      inputDigest: image.frame.digest,
      software,
    },
    epoch: null,
    firstTokenMs: null,
    durationMs: null,
    traceId,
    warnings: [...image.warnings],
    disclaimer,
  };
}
