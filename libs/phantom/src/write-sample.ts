// SPDX-License-Identifier: Apache-2.0
/* Rewrites samples/phantom.dcm and samples/phantom.png: `npm run -w @asarg/phantom sample`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readRadiograph, renderDisplay } from '@asarg/imaging';
import { drawPhantom, phantomDicom } from './index.js';

/** A chest with nothing wrong, that shows what it should. */
const sampleSeed = 5;
const folder = fileURLToPath(new URL('../../../samples/', import.meta.url));
const phantom = drawPhantom({ seed: sampleSeed, findings: [] });
const dicom = phantomDicom(phantom);
const png = await renderDisplay(await readRadiograph(dicom));

await mkdir(folder, { recursive: true });
await writeFile(`${folder}phantom.dcm`, dicom);
await writeFile(`${folder}phantom.png`, png);
