// SPDX-License-Identifier: Apache-2.0
/**
 * Radiographs in: DICOM, PNG and JPEG become canonical grey pixels, frames for specialists,
 * network inputs by named pixel profile, and pictures for people.
 *
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { applyPixelProfile, createImagingWorker, toFrame } from '@asarg/imaging';
 *
 * const imaging = createImagingWorker();
 * const radiograph = await imaging.readRadiograph(await readFile('chest.dcm'));
 * const png = await imaging.renderDisplay(radiograph, { maxSide: 1024 });
 * const frame = toFrame(radiograph);
 * const { data, affine } = applyPixelProfile('rank-squash@1', frame, 224, 224);
 * await imaging.close();
 * ```
 */
export { ImagingError } from './imaging-error.js';
export type { ImagingErrorCode } from './imaging-error.js';
export { readRadiograph } from './read-radiograph.js';
export type {
  DisplayParameters,
  GreyPixels,
  LookupTable,
  PixelSpacing,
  Radiograph,
  VoiFunction,
} from './radiograph.js';
export { maxFrameSidePx, toFrame } from './model-frame.js';
export type { ModelFrame } from './model-frame.js';
export { frameFromMessage, frameMessage } from './frame-message.js';
export type { FrameMessage, UncheckedFrameMessage } from './frame-message.js';
export { applyPixelProfile, pixelProfileIds } from './pixel-profile.js';
export type { GridAffine, GridArea, ProfiledImage } from './pixel-profile.js';
export type { LinearSettings } from './linear-profile.js';
export { renderDisplay } from './display/render-display.js';
export type { RenderOptions, RenderSource } from './display/render-display.js';
export { encodePng16, encodePng8 } from './encode-png.js';
export { createImagingWorker } from './worker/imaging-worker.js';
export type { ImagingWorker, ImagingWorkerOptions } from './worker/imaging-worker.js';
export { supportedTransferSyntaxes } from './decoders/decoder-table.js';
export { maxPixels, maxSidePx } from './size-limits.js';

// For writers of DICOM (the phantom, tests).
export { writeDicom } from './dicom/write-dicom.js';
export type { DicomFileContent } from './dicom/write-dicom.js';
export type { DicomElement } from './dicom/write-elements.js';
