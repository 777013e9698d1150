// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

/** An answer of the API that ends what was asked: a status, or one that makes no sense. */
export class KubernetesAnswerError extends Error {
  override readonly name = 'KubernetesAnswerError';
  /** HTTP status, or the code of an ERROR event; 0 if the answer makes no sense. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** One page of a list. */
export interface ListPage {
  /** Objects, each with its name. */
  readonly items: readonly (readonly [name: string, object: unknown])[];
  /** Where a watch goes on from. */
  readonly resourceVersion: string;
  /** Token of the next page; undefined on the last. */
  readonly more?: string;
}

/** One change. */
export type WatchEvent =
  | {
      readonly type: 'SET';
      readonly name: string;
      readonly object: unknown;
      readonly resourceVersion: string;
    }
  | { readonly type: 'DELETED'; readonly name: string; readonly resourceVersion: string }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

const version = z.string().min(1);
const named = z.looseObject({ metadata: z.looseObject({ name: z.string().min(1) }) });
const changed = z.looseObject({
  metadata: z.looseObject({ name: z.string().min(1), resourceVersion: version }),
});
const listSchema = z.object({
  metadata: z.object({ resourceVersion: version, continue: z.string().nullish() }),
  items: z.array(named).nullish(),
});
const statusSchema = z.object({
  code: z.int().nullish(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
});
const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['ADDED', 'MODIFIED', 'DELETED']), object: changed }),
  z.object({
    type: z.literal('BOOKMARK'),
    object: z.object({ metadata: z.object({ resourceVersion: version }) }),
  }),
  z.object({ type: z.literal('ERROR'), object: statusSchema }),
]);

/** @throws KubernetesAnswerError if it is no page of a list. */
export function parseListPage(text: string): ListPage {
  const { metadata, items } = parse(listSchema, text, 'a list');
  return {
    items: (items ?? []).map((object) => [object.metadata.name, object]),
    resourceVersion: metadata.resourceVersion,
    more: metadata.continue || undefined,
  };
}

/** @throws KubernetesAnswerError if it is no event, or an ERROR. */
export function parseWatchEvent(line: string): WatchEvent {
  const { type, object } = parse(eventSchema, line, 'a watch event');
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED': {
      const { name, resourceVersion } = object.metadata;
      return type === 'DELETED'
        ? { type, name, resourceVersion }
        : { type: 'SET', name, object, resourceVersion };
    }
    case 'BOOKMARK':
      return { type, resourceVersion: object.metadata.resourceVersion };
    case 'ERROR':
      throw refusal(object.code ?? 500, object);
  }
}

/** The error for an answer with a status other than 200; its body may hold a Status object. */
export function errorOfAnswer(status: number, body: string): KubernetesAnswerError {
  try {
    return refusal(status, statusSchema.parse(JSON.parse(body)));
  } catch {
    return refusal(status, {});
  }
}

function refusal(
  status: number,
  { reason, message }: z.infer<typeof statusSchema>,
): KubernetesAnswerError {
  const said = [reason, message].filter(Boolean).join(': ').slice(0, 300);
  return new KubernetesAnswerError(status, `expected status 200, found ${status} ${said}`.trim());
}

function parse<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new KubernetesAnswerError(
      0,
      `expected ${what}, found ${text.length} characters, no JSON`,
    );
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new KubernetesAnswerError(
      0,
      `expected ${what}, found at ${path.join('.') || 'the top'}: ${message}`,
    );
  }
  return parsed.data;
}
