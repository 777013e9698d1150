// SPDX-License-Identifier: Apache-2.0
import type { RenderOptions } from '../display/render-display.js';
import type { ImagingErrorCode } from '../imaging-error.js';
import type { ModelFrame } from '../model-frame.js';
import type { Radiograph } from '../radiograph.js';

/** A radiograph and what the models see of it; their pixels may be the same. */
export interface DecodedRadiograph {
  readonly radiograph: Radiograph;
  readonly frame: ModelFrame;
}

/** What the worker can be asked; arguments and results by name. */
export interface ImagingJobs {
  decode: { argument: { bytes: Uint8Array }; result: DecodedRadiograph };
  renderDisplay: {
    argument: { radiograph: Radiograph; options: RenderOptions };
    result: Uint8Array;
  };
}

export type JobName = keyof ImagingJobs;

/** To the worker. */
export type JobRequest = {
  [Name in JobName]: { readonly name: Name; readonly argument: ImagingJobs[Name]['argument'] };
}[JobName];

/** From the worker, one per request, in order. */
export type JobReply =
  | { readonly ok: true; readonly result: ImagingJobs[JobName]['result'] }
  | { readonly ok: false; readonly code: ImagingErrorCode; readonly message: string };
