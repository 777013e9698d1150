// SPDX-License-Identifier: Apache-2.0
/* Entry of the worker thread: one job at a time, pixels transferred back. */
import { parentPort } from 'node:worker_threads';
import { renderDisplay } from '../display/render-display.js';
import { ImagingError } from '../imaging-error.js';
import { toFrame } from '../model-frame.js';
import { readRadiograph } from '../read-radiograph.js';
import type { JobReply, JobRequest } from './worker-protocol.js';

const port = parentPort;
if (!port) throw new Error('expected to run in a worker thread, found the main thread');

port.on('message', (request: JobRequest) => {
  void answer(request).then((reply) => port.postMessage(reply, transferList(reply)));
});

async function answer(request: JobRequest): Promise<JobReply> {
  try {
    return { ok: true, result: await runJob(request) };
  } catch (error) {
    const { code, message } = ImagingError.from(
      error,
      'corrupt',
      `expected ${request.name} to succeed, found an image that it could not handle`,
    );
    return { ok: false, code, message };
  }
}

async function runJob(request: JobRequest): Promise<(JobReply & { ok: true })['result']> {
  switch (request.name) {
    case 'decode': {
      const radiograph = await readRadiograph(request.argument.bytes);
      return { radiograph, frame: toFrame(radiograph) };
    }
    case 'renderDisplay':
      return renderDisplay(request.argument.radiograph, request.argument.options);
  }
}

function transferList(reply: JobReply): ArrayBuffer[] {
  if (!reply.ok) return [];
  const { result } = reply;
  const arrays =
    result instanceof Uint8Array ? [result] : [result.radiograph.pixels, result.frame.pixels];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
