// SPDX-License-Identifier: Apache-2.0
import type { ImagingErrorCode } from '@asarg/imaging';
import type { MeshErrorCode } from '@asarg/mesh-client';

/** What a problem type means: its HTTP status and its title. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** Seconds after which trying again makes sense; sent as Retry-After. */
  readonly retryAfterSeconds?: number;
}

const kinds = {
  'bad-request': { status: 400, title: 'The request is malformed' },
  'malformed-multipart': { status: 400, title: 'The multipart body is malformed' },
  'image-missing': { status: 400, title: 'No image was sent' },
  'one-image-expected': { status: 400, title: 'Exactly one image is expected' },
  'empty-image': { status: 400, title: 'The image is empty' },
  'invalid-option': { status: 400, title: 'An option is invalid' },
  'invalid-parameter': { status: 400, title: 'A parameter is invalid' },
  'refused-by-fusion': { status: 400, title: 'fusion-llm refused the request' },
  'api-key-missing': { status: 401, title: 'A key is needed' },
  'api-key-unknown': { status: 403, title: 'The key is not known' },
  'cross-site': { status: 403, title: 'Requests from other sites are refused' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'report-not-found': { status: 404, title: 'There is no such report' },
  'mask-not-found': { status: 404, title: 'The report has no such mask' },
  'image-not-stored': { status: 404, title: 'The image of this report was not stored' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'not-acceptable': { status: 406, title: 'No acceptable representation exists' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'upload-too-large': { status: 413, title: 'The upload is too large' },
  'image-too-large': { status: 413, title: 'The image has too many pixels' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  'unrecognised-image': { status: 415, title: 'The file is not a DICOM, PNG or JPEG image' },
  'unsupported-transfer-syntax': {
    status: 415,
    title: 'The DICOM transfer syntax is not supported',
  },
  'unsupported-image': { status: 415, title: 'This kind of image is not supported' },
  'truncated-image': { status: 422, title: 'The image ends too early' },
  'no-pixels': { status: 422, title: 'The DICOM file has no pixels' },
  'multi-frame': { status: 422, title: 'The image has more than one frame' },
  'colour-image': { status: 422, title: 'The image is in colour' },
  'corrupt-image': { status: 422, title: 'The image is corrupt' },
  'not-a-chest-radiograph': { status: 422, title: 'The image is no chest radiograph' },
  'too-many-reports': {
    status: 429,
    title: 'Too many reports are in progress',
    retryAfterSeconds: 2,
  },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  internal: { status: 500, title: 'The gateway failed' },
  'fusion-failed': { status: 502, title: 'fusion-llm failed' },
  'fusion-unavailable': {
    status: 503,
    title: 'fusion-llm cannot answer now',
    retryAfterSeconds: 5,
  },
  'not-ready': { status: 503, title: 'The gateway is not ready', retryAfterSeconds: 5 },
  draining: { status: 503, title: 'The gateway is shutting down', retryAfterSeconds: 10 },
  interrupted: {
    status: 503,
    title: 'The gateway stopped before the report was done',
    retryAfterSeconds: 1,
  },
  'deadline-exceeded': { status: 504, title: 'The report was not done in time' },
} as const satisfies Record<string, ProblemKind>;

/** Last part of a problem type: `urn:asarg:problem:<slug>`. */
export type ProblemSlug = keyof typeof kinds;

/** Every problem type the API answers with. */
export const problemKinds: Readonly<Record<ProblemSlug, ProblemKind>> = kinds;

/** Codes of ImagingError and the problem each becomes. */
export const imagingProblems: Readonly<Record<ImagingErrorCode, ProblemSlug>> = {
  empty: 'empty-image',
  unrecognised: 'unrecognised-image',
  'unsupported-transfer-syntax': 'unsupported-transfer-syntax',
  unsupported: 'unsupported-image',
  truncated: 'truncated-image',
  'no-pixels': 'no-pixels',
  'multi-frame': 'multi-frame',
  colour: 'colour-image',
  corrupt: 'corrupt-image',
  'too-large': 'image-too-large',
};

/** Codes of MeshError from fusion-llm and the problem each becomes; others are fusion-failed. */
export const meshProblems: Readonly<Partial<Record<MeshErrorCode, ProblemSlug>>> = {
  INVALID_ARGUMENT: 'refused-by-fusion',
  FAILED_PRECONDITION: 'not-a-chest-radiograph',
  DEADLINE_EXCEEDED: 'deadline-exceeded',
  RESOURCE_EXHAUSTED: 'too-many-reports',
  UNAVAILABLE: 'fusion-unavailable',
  // Not ours: a server that is cut off resets its calls.
  CANCELLED: 'fusion-unavailable',
};
