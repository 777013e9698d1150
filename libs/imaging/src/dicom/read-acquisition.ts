// SPDX-License-Identifier: Apache-2.0
import type { DataSet } from 'dicom-parser';
import type { PixelSpacing } from '../radiograph.js';

/** What the file says about how the picture was taken, as far as the mesh uses it. */
export interface Acquisition {
  readonly view?: string;
  readonly spacing?: PixelSpacing;
  readonly warnings: readonly string[];
}

const projectionModalities = new Set(['CR', 'DX', 'RG', 'OT']);
const frontalViews = new Set(['PA', 'AP']);

/** Reads view, spacing and everything that should make a reader careful. */
export function readAcquisition(dataSet: DataSet): Acquisition {
  const view = codeString(dataSet, 'x00185101');
  return {
    ...(view ? { view } : {}),
    ...withSpacing(readSpacing(dataSet)),
    warnings: [...warningsOf(dataSet, view)],
  };
}

function* warningsOf(dataSet: DataSet, view: string | undefined): Generator<string> {
  const modality = codeString(dataSet, 'x00080060');
  const bodyPart = codeString(dataSet, 'x00180015');
  if (codeString(dataSet, 'x00280301') === 'YES') {
    yield 'Burned In Annotation is YES: the pixels may contain text that identifies a patient.';
  }
  if (modality && !projectionModalities.has(modality)) {
    yield `Modality is ${modality}; a chest radiograph is CR or DX.`;
  }
  if (bodyPart && bodyPart !== 'CHEST' && bodyPart !== 'THORAX') {
    yield `Body Part Examined is ${bodyPart}, not CHEST.`;
  }
  if (view && !frontalViews.has(view)) {
    yield `View Position is ${view}; the models were trained on frontal views, PA or AP.`;
  }
  if (codeString(dataSet, 'x00080068') === 'FOR PROCESSING') {
    yield 'Presentation Intent Type is FOR PROCESSING: raw detector values, not meant for reading.';
  }
  if (codeString(dataSet, 'x00282110') === '01') {
    yield 'The image was compressed with loss before it came here.';
  }
}

/** Pixel Spacing if calibrated, else the detector's Imager Pixel Spacing; row spacing is first. */
function readSpacing(dataSet: DataSet): PixelSpacing | undefined {
  for (const tag of ['x00280030', 'x00181164']) {
    const rowMm = dataSet.floatString(tag, 0);
    const columnMm = dataSet.floatString(tag, 1);
    if (rowMm && columnMm && rowMm > 0 && columnMm > 0 && Number.isFinite(rowMm * columnMm)) {
      return { columnMm, rowMm };
    }
  }
  return undefined;
}

const withSpacing = (spacing: PixelSpacing | undefined): { spacing?: PixelSpacing } =>
  spacing ? { spacing } : {};

/** A CS value, only if it is one: anything else might be free text about a patient. */
function codeString(dataSet: DataSet, tag: string): string | undefined {
  const value = dataSet.string(tag)?.trim();
  return value && /^[A-Z0-9_ ]{1,16}$/.test(value) ? value : undefined;
}
