// SPDX-License-Identifier: Apache-2.0
/**
 * A chest radiograph that nobody had to sit for: drawn from outlines, bones and vessels, the same
 * for the same seed, with masks that are exact by construction.
 *
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { drawPhantom, phantomDicom } from '@asarg/phantom';
 *
 * const phantom = drawPhantom({ seed: 7, width: 512, height: 512 });
 * console.log(phantom.masks.heart.reduce((area, inside) => area + inside, 0));
 * await writeFile('phantom.dcm', phantomDicom(phantom));
 * ```
 */
export { drawPhantom } from './draw-phantom.js';
export type { Phantom, PhantomOptions, PhantomStructure } from './draw-phantom.js';
export { phantomDicom } from './phantom-dicom.js';
