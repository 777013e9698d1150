// SPDX-License-Identifier: Apache-2.0
/** The report as the gateway gives it, as far as the terminal shows it. Boxes are half-open, in pixels of the original image. */
export interface ReportJson {
  readonly id: string;
  readonly status: 'IN_PROGRESS' | 'COMPLETE' | 'PARTIAL' | 'FAILED';
  readonly createdAt?: string;
  readonly text?: string;
  readonly sentences?: readonly SentenceJson[];
  readonly contributions?: readonly ContributionJson[];
  readonly stages?: readonly StageJson[];
  readonly image?: {
    readonly width: number;
    readonly height: number;
    readonly source?: string;
    readonly digest?: string;
    readonly view?: string | null;
  };
  readonly view?: { readonly name: string; readonly probability: number } | null;
  readonly provenance?: {
    readonly fusion?: { readonly name: string; readonly version: string; readonly digest?: string };
    readonly options?: Readonly<Record<string, number | string | readonly string[] | undefined>>;
    readonly pipelineDigest?: string;
    readonly inputDigest?: string;
    readonly software?: { readonly name: string; readonly version: string };
  };
  /** Of the registry whose versions it used. */
  readonly epoch?: number | null;
  readonly firstTokenMs?: number | null;
  /** From the request to its end; reports of older gateways do not tell. */
  readonly durationMs?: number | null;
  /** Trace that recorded it. */
  readonly traceId?: string | null;
  readonly warnings?: readonly string[];
  readonly disclaimer?: string;
  readonly error?: ProblemJson;
}

export interface FindingJson {
  readonly label: string;
  readonly polarity: string;
  readonly certainty: string;
  readonly laterality: string;
}

export interface EvidenceJson {
  readonly kind: string;
  readonly label?: string;
  readonly value: number;
  readonly threshold?: number;
  readonly provenance?: string;
  readonly specialist?: string;
  readonly text: string;
}

export interface RegionJson {
  readonly class: string;
  readonly specialist?: string;
  readonly provenance?: string;
  readonly meanProbability?: number;
  readonly box: {
    readonly x0: number;
    readonly y0: number;
    readonly x1: number;
    readonly y1: number;
  };
}

export interface SentenceJson {
  readonly index?: number;
  readonly text: string;
  readonly findings?: readonly FindingJson[];
  readonly verdict: string;
  readonly evidence?: readonly EvidenceJson[];
  readonly regions?: readonly RegionJson[];
}

export interface ContributionJson {
  readonly slot: string;
  readonly specialist?: string;
  readonly version?: string;
  readonly digest?: string;
  readonly pixelProfile?: string;
  readonly state: string;
  readonly reason?: string;
  /** Instance that answered, host:port. */
  readonly address?: string;
  /** Catalogue ids of the slot that were fed, and those that were not. */
  readonly boundClasses?: readonly number[];
  readonly missingClasses?: readonly number[];
  readonly otherClasses?: readonly number[];
  readonly attempts?: readonly AttemptJson[];
  readonly required?: boolean;
  /** Requests that ran together with this one, itself included, if the specialist tells. */
  readonly batchSize?: number;
}

/** One call of an instance, in milliseconds since the first. */
export interface AttemptJson {
  readonly address: string;
  readonly reason: string;
  readonly startMs: number;
  readonly durationMs: number;
  /** OK, a gRPC status, or LOST: another was faster. */
  readonly outcome: string;
}

export interface StageJson {
  readonly name: string;
  readonly service: string;
  readonly startMs: number;
  readonly durationMs: number;
  /** How it ended, if not well: a gRPC status, or LOST. */
  readonly outcome?: string;
  /** Whether the report waited for it; told once it has ended. */
  readonly critical?: boolean;
}

/** RFC 9457 problem details, with what was expected and what was found. */
export interface ProblemJson {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly expected?: unknown;
  readonly found?: unknown;
}
