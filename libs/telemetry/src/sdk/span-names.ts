// SPDX-License-Identifier: Apache-2.0
import { stageNames } from '../stage-names.js';
import { bundleName, method, routePattern } from './attribute-shapes.js';
import { httpMethod } from './span-attributes.js';

/** Spans of the product itself. */
const own: ReadonlySet<string> = new Set(['report', 'batch', ...stageNames]);

/** Words that stand before a name: of a specialist, of a model. */
const withName = new Set(['call', 'shadow', 'text_completion']);

/**
 * The name under which a span leaves the process: its own where that is a stage, a method, a route
 * or a known word before a name, else `other`.
 */
export function allowedSpanName(name: string): string {
  if (own.has(name) || httpMethod(name) || method(name)) {
    return name;
  }
  const space = name.indexOf(' ');
  const [first, rest] = [name.slice(0, space), name.slice(space + 1)];
  const route = space > 0 && httpMethod(first) && routePattern(rest);
  return route || (withName.has(first) && bundleName(rest)) ? name : 'other';
}

/** The name under which an event leaves the process. */
export function allowedEventName(name: string): string {
  return name === 'exception' ? name : 'other';
}
