// SPDX-License-Identifier: Apache-2.0
import { Frame } from '@asarg/contracts';
import { frameMessage, readRadiograph, toFrame } from '@asarg/imaging';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './processes.js';

/** The sample, which is nobody's chest, as specialists take it. */
export async function phantomFrame(): Promise<Frame> {
  const file = await readFile(path.join(root, 'samples/phantom.dcm'));
  return Frame.fromPartial(frameMessage(toFrame(await readRadiograph(file))));
}
