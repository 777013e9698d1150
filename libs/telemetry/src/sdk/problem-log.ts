// SPDX-License-Identifier: Apache-2.0

/** Something that telemetry could not do. */
export type Problem =
  | 'spans were dropped: the queue was full'
  | 'spans were dropped: the export failed'
  | 'spans were dropped: the process ended'
  | 'spans held for errors were dropped: too many'
  | 'spans held for errors were dropped: too old'
  | 'metrics were not exported'
  | 'metrics cannot be scraped: expected a free address'
  | 'an instrument is not in the table of metrics';

/** Counts problems, and tells each once when it first occurs and once more at the end. */
export interface ProblemLog {
  /** Counts; `fields` go into the first line. No text of errors: they may hold anything. */
  count(problem: Problem, times: number, fields?: Readonly<Record<string, string | number>>): void;
  /** How often it occurred. */
  counted(problem: Problem): number;
  /** Tells the totals of what occurred again since it was told. */
  summarize(): void;
}

/** A log that writes lines of JSON, as the services' logs do. */
export function createProblemLog(
  service: string,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): ProblemLog {
  const counts = new Map<Problem, { total: number; told: number }>();
  const tell = (problem: Problem, count: number, fields = {}): void => {
    const time = new Date().toISOString();
    const line = { level: 'warn', time, service, msg: `telemetry: ${problem}`, count, ...fields };
    write(`${JSON.stringify(line)}\n`);
  };
  return {
    count(problem, times, fields) {
      const entry = counts.get(problem);
      if (entry) {
        entry.total += times;
      } else {
        counts.set(problem, { total: times, told: times });
        tell(problem, times, fields);
      }
    },
    counted: (problem) => counts.get(problem)?.total ?? 0,
    summarize() {
      for (const [problem, entry] of counts) {
        if (entry.total > entry.told) {
          entry.told = entry.total;
          tell(problem, entry.total);
        }
      }
    },
  };
}

/** Name and code of an error, never its message. */
export function kindOf(error: unknown): {
  readonly error: string;
  readonly code?: string | number;
} {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  const known = typeof code === 'number' || (typeof code === 'string' && /^\w{1,40}$/.test(code));
  return {
    error: typeof name === 'string' && /^\w{1,60}$/.test(name) ? name : 'Error',
    ...(known ? { code: code as string | number } : {}),
  };
}
