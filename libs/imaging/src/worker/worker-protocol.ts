// SPDX-License-Identifier: Apache-2.0
import type { RenderOptions } from '../display/render-display.js';
import type { ImagingErrorCode } from '../imaging-error.js';
import type { ModelFrame } from '../model-frame.js';
import type { Radiograph } from '../radiograph.js';

/** What the worker can be asked; arguments and results by name. */
export interface ImagingJobs {
  readRadiograph: { argument: { bytes: Uint8Array }; result: Radiograph };
  toFrame: { argument: { radiograph: Radiograph }; result: ModelFrame };
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
