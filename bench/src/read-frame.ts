// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { frameMessage, readRadiograph, toFrame, type ModelFrame } from '@asarg/imaging';
import { Frame } from '@asarg/contracts';

/** A file's pixels as specialists take them. */
export async function readFrame(file: string): Promise<ModelFrame> {
  return toFrame(await readRadiograph(await readFile(file)));
}

/** A frame as gRPC carries it. */
export function toMessage(frame: ModelFrame): Frame {
  return Frame.fromPartial(frameMessage(frame) as never);
}
