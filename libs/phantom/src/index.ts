// SPDX-License-Identifier: Apache-2.0
/**
 * Chest radiographs of nobody: a chest in three dimensions, drawn from a seed with the findings
 * asked for, projected by Beer-Lambert, with exact masks of all 212 classes, labels and a report.
 * Not a source of clinical claims.
 *
 * ```ts
 * import { drawPhantom, phantomDicom, phantomMask } from '@asarg/phantom';
 *
 * const phantom = drawPhantom({ seed: 7, size: 512 });
 * const heart = phantomMask(phantom, 'heart'); // a BitMask of libs/tensor
 * const file = phantomDicom(phantom);
 * process.stdout.write(phantom.report.text);
 * ```
 */
export { drawPhantom, planPhantom } from './draw-phantom.js';
export type { Phantom, PhantomOptions, PhantomPlan } from './draw-phantom.js';
export { diseaseKinds, findingKinds, objectKinds } from './findings/finding.js';
export type { Finding, FindingKind, Grade, Zone } from './findings/finding.js';
export type { PhantomLabels } from './findings/labels.js';
export type { PhantomReport, PhantomSentence } from './report/write-report.js';
export { phantomDicom } from './output/phantom-dicom.js';
export { phantomMask } from './phantom-mask.js';
export { writeDataSet } from './output/write-data-set.js';
export type { DataSetOptions } from './output/write-data-set.js';
