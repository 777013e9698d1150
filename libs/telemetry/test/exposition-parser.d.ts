/** One sample of an exposition. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
    readonly timeSeconds: number;
  };
}
/** One family of an exposition. */
export interface ParsedFamily {
  readonly type: string;
  unit?: string;
  help?: string;
  readonly samples: ParsedSample[];
}
/**
 * Reads an exposition as strictly as its grammar is: metadata before samples, families in one
 * piece, samples under a suffix that the type allows, no series twice, `# EOF` in OpenMetrics only.
 * @throws Error with the line that is not as it should be.
 */
export declare function parseExposition(
  text: string,
  openMetrics: boolean,
): Map<string, ParsedFamily>;
