// SPDX-License-Identifier: Apache-2.0

/** What is loaded, and how. */
export interface OverloadSetup {
  /** Section of the results; its plots have a folder of that name. */
  readonly section: string;
  /** Tiny ones of the real shapes, so that the mesh is the load; or the real ones. */
  readonly networks: 'tiny' | 'real';
  /** Tokens per report; the bundle's own limit if undefined. */
  readonly maxNewTokens?: number;
  /** Reports in progress at most, and those that may wait for them, at the gateway. */
  readonly maxReports: number;
  readonly queueReports: number;
  /** Time in which clients want their reports. */
  readonly deadlineSeconds: number;
}

/** The mesh is the load, not the models. */
export const tinySetup: OverloadSetup = {
  section: 'overload',
  networks: 'tiny',
  maxNewTokens: 1,
  maxReports: 8,
  queueReports: 16,
  deadlineSeconds: 10,
};

/** Whole reports of the real models. */
export const realSetup: OverloadSetup = {
  section: 'overload-real',
  networks: 'real',
  maxReports: 4,
  queueReports: 8,
  deadlineSeconds: 20,
};

/** How much of the capacity each client asks for: together twice as much as there is. */
export const offered = { flood: 1.75, steady: 0.25 } as const;

/** Name of a client. */
export type ClientName = keyof typeof offered;

/** All clients. */
export const clientNames = Object.keys(offered) as ClientName[];
