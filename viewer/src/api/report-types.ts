// SPDX-License-Identifier: Apache-2.0
/** How far a report has come and how complete it is. */
export type ReportStatus = 'IN_PROGRESS' | 'COMPLETE' | 'PARTIAL' | 'FAILED';

/** What the image says of a sentence. */
export type Verdict = 'supported' | 'contradicted' | 'unsupported' | 'not_verifiable';

/** Half-open box in pixels of the original image: x0 <= x < x1, y0 <= y < y1. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface Finding {
  readonly label: string;
  readonly polarity: 'present' | 'absent';
  readonly certainty: 'certain' | 'uncertain';
  readonly laterality: 'left' | 'right' | 'bilateral' | 'unspecified';
}

/** One measurement that bears on a sentence; value and threshold have unit 1. */
export interface Evidence {
  readonly kind: string;
  readonly label: string;
  readonly value: number;
  readonly threshold?: number | null;
  readonly provenance: string;
  readonly specialist: string;
  readonly text: string;
}

/** A part of the image that a verdict rests on; a box alone when maskUrl is empty. */
export interface Region {
  readonly class: string;
  readonly classId: number;
  readonly specialist: string;
  readonly provenance: string;
  readonly meanProbability?: number | null;
  readonly box?: Box | null;
  readonly maskUrl?: string | null;
}

export interface Sentence {
  readonly index: number;
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
  readonly regions: readonly Region[];
}

/** One call of an instance, in milliseconds since the first began. */
export interface Attempt {
  readonly address: string;
  readonly reason: 'first' | 'retry' | 'hedge';
  readonly startMs: number;
  readonly durationMs: number;
  /** OK, the name of a gRPC status, or LOST: another attempt was faster. */
  readonly outcome: string;
}

/** What a slot of the fusion got from its specialist; reports of older gateways say less. */
export interface Contribution {
  readonly slot: string;
  readonly specialist: string;
  readonly model?: string;
  readonly version: string;
  readonly digest: string;
  readonly pixelProfile: string;
  readonly state: 'used' | 'partial' | 'missing';
  readonly reason: string;
  /** Instance that answered, host:port; empty if none did. */
  readonly address?: string;
  /** Catalogue ids of the slot that were fed, and those that were not. */
  readonly boundClasses?: readonly number[];
  readonly missingClasses?: readonly number[];
  readonly otherClasses?: readonly number[];
  readonly attempts?: readonly Attempt[];
  /** Whether the report would have failed without it. */
  readonly required?: boolean;
  /** Requests that ran together with this one, itself included, if the specialist tells. */
  readonly batchSize?: number;
}

/** Times in milliseconds since the report's start. */
export interface Stage {
  readonly name: string;
  readonly service: string;
  readonly startMs: number;
  readonly durationMs: number;
  /** How it ended, if not well: the name of a gRPC status, or LOST. */
  readonly outcome?: string;
  /** Whether the report waited for it; told once it has ended, and not by older gateways. */
  readonly critical?: boolean;
}

/** A stage that has begun and not ended. */
export type StageStart = Pick<Stage, 'name' | 'service' | 'startMs'>;

export interface ReportImage {
  readonly width: number;
  readonly height: number;
  readonly source?: string;
  readonly digest?: string;
  readonly view?: string | null;
  readonly spacing?: { readonly columnMm: number; readonly rowMm: number } | null;
  readonly url?: string;
}

/** Which view the models took the image to be; the probability is that of this view. */
export interface InputView {
  readonly name: string;
  readonly probability: number;
  readonly specialist: string;
}

export interface ModelRecord {
  readonly role: string;
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly pixelProfile?: string;
  readonly licence?: string;
}

export interface Provenance {
  readonly models?: readonly ModelRecord[];
  readonly fusion?: Pick<ModelRecord, 'name' | 'version' | 'digest'>;
  readonly options?: Readonly<Record<string, number | string | readonly string[] | null>>;
  readonly pipelineDigest?: string;
  readonly inputDigest?: string;
  readonly software?: { readonly name: string; readonly version: string };
}

/** Problem document of RFC 9457, with what was expected and what was found. */
export interface Problem {
  readonly type?: string;
  readonly title: string;
  readonly status?: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly expected?: string;
  readonly found?: string;
}

export interface Report {
  readonly id: string;
  readonly status: ReportStatus;
  readonly createdAt?: string;
  readonly text: string;
  readonly sentences: readonly Sentence[];
  readonly contributions: readonly Contribution[];
  readonly stages: readonly Stage[];
  readonly image?: ReportImage | null;
  readonly view?: InputView | null;
  readonly provenance?: Provenance | null;
  /** Epoch of the registry whose versions it used. */
  readonly epoch?: number | null;
  readonly firstTokenMs?: number | null;
  /** Milliseconds from the request to its end. */
  readonly durationMs?: number | null;
  /** Trace that recorded it, 32 hexadecimal digits. */
  readonly traceId?: string | null;
  readonly warnings?: readonly string[];
  readonly disclaimer?: string;
  readonly error?: Problem | null;
}

/** Events of a report in the making, by their server-sent event name. */
export interface ReportEventData {
  readonly stage_started: StageStart;
  readonly stage: Stage;
  readonly view: InputView;
  readonly warning: { readonly text: string };
  readonly contribution: Contribution;
  readonly token: { readonly index: number; readonly text: string };
  readonly sentence: Sentence;
  readonly report: Report;
}

/** One event, named and typed. */
export type ReportEvent = {
  [Name in keyof ReportEventData]: { readonly name: Name; readonly data: ReportEventData[Name] };
}[keyof ReportEventData];
