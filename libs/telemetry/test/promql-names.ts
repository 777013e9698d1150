// SPDX-License-Identifier: Apache-2.0

/** What an expression of PromQL asks for. */
export interface NamesInPromql {
  /** Metrics with the labels that their selectors name; `le` with the pattern it is compared with. */
  readonly selectors: readonly { readonly metric: string; readonly labels: readonly Matcher[] }[];
  /** Labels in by, without, on, ignoring, group_left and group_right. */
  readonly grouping: readonly string[];
}

export interface Matcher {
  readonly name: string;
  /** The value, or a regular expression, as the query has it, without escapes. */
  readonly value: string;
}

const token =
  /"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\d[\w.]*|[a-zA-Z_:][\w:]*|!=|=~|!~|==|[{}(),=]|[^\s\w]/g;
const groupings = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const operators = new Set(['and', 'or', 'unless', 'offset', 'bool', 'atan2']);
const name = /^[a-zA-Z_:]/;

/** Reads the names out of PromQL; it need not be valid otherwise. */
export function namesInPromql(expr: string): NamesInPromql {
  const tokens = expr.match(token) ?? [];
  const selectors: { metric: string; labels: Matcher[] }[] = [];
  const grouping: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const current = tokens[i]!;
    const next = tokens[i + 1];
    if (groupings.has(current)) {
      if (next !== '(') continue;
      for (i += 2; tokens[i] !== ')' && i < tokens.length; i++) {
        if (tokens[i] !== ',') grouping.push(tokens[i]!);
      }
    } else if (current === '{') {
      const labels = selectors.at(-1)!.labels;
      for (i++; tokens[i] !== '}' && i < tokens.length; i += 3) {
        if (tokens[i] === ',') i++;
        labels.push({ name: tokens[i]!, value: JSON.parse(tokens[i + 2]!) as string });
      }
    } else if (name.test(current) && !operators.has(current)) {
      const isFunction = next === '(' || (next !== undefined && groupings.has(next));
      if (!isFunction) selectors.push({ metric: current, labels: [] });
    }
  }
  return { selectors, grouping };
}
