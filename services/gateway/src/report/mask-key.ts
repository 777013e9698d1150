// SPDX-License-Identifier: Apache-2.0

/** Which mask of a report. */
export interface MaskKey {
  /** Registry entry that drew it. */
  readonly specialist: string;
  /** Catalogue id of its class. */
  readonly classId: number;
}

/** Reads a mask tensor's name, "specialist/class id"; undefined for anything else. */
export function maskKeyOf(name: string): MaskKey | undefined {
  const match = /^([^/]+)\/(\d{1,9})$/.exec(name);
  if (match?.[1] === undefined) return undefined;
  return { specialist: match[1], classId: Number(match[2]) };
}

/** Path of a mask's PNG. */
export function maskUrlOf(reportId: string, { specialist, classId }: MaskKey): string {
  return `/v1/reports/${reportId}/masks/${encodeURIComponent(specialist)}/${classId}`;
}
