// SPDX-License-Identifier: Apache-2.0

const prior =
  /\b(?:stable|unchanged|interval|compar(?:ed|ison|ing|able)|prior|priors|previous\w*|redemonstrat\w+|again|since|no longer|resolved|resolution|improv\w+|worsen\w*|remov\w+|no change|not changed|change from|earlier|old films?)\b/i;

/** Whether a text compares with an earlier film, which no model of the mesh is given. */
export function mentionsPrior(text: string): boolean {
  return prior.test(text);
}
