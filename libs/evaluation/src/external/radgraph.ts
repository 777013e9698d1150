// SPDX-License-Identifier: Apache-2.0

/** An entity as RadGraph writes it: tokens, "Observation::definitely present" etc., [type, entity id]. */
export interface RadGraphEntity {
  readonly tokens: string;
  readonly label: string;
  readonly relations: readonly (readonly [type: string, target: string])[];
}

/** Entities of one report by entity id. */
export type RadGraphEntities = Readonly<Record<string, RadGraphEntity>>;

/** One study of the file: `{"id": {"reference": {"entities": ...}, "candidate": {"entities": ...}}}`. */
export interface RadGraphStudy {
  readonly reference: RadGraphEntities;
  readonly candidate: RadGraphEntities;
}

/**
 * RadGraph F1 with the partial reward (RG_ER), in [0, 1]: overlap of the sets of (tokens, label),
 * marked where an entity has a relation; 0 if either side is empty.
 */
export function radGraphF1({ reference, candidate }: RadGraphStudy): number {
  const [wanted, found] = [rewardSet(reference), rewardSet(candidate)];
  if (wanted.size === 0 || found.size === 0) return 0;
  const common = [...found].filter((item) => wanted.has(item)).length;
  return (2 * common) / (wanted.size + found.size);
}

function rewardSet(entities: RadGraphEntities): Set<string> {
  return new Set(
    Object.values(entities).map(({ tokens, label, relations }) =>
      JSON.stringify([tokens.toLowerCase(), label, relations.length > 0]),
    ),
  );
}

/**
 * Reads an annotation file: an object by study id, each with `reference` and `candidate`, each with
 * `entities` as RadGraph writes them.
 * @throws Error naming the study and what is missing.
 */
export function readRadGraphFile(content: unknown): Map<string, RadGraphStudy> {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new Error('expected a RadGraph file to be an object by study id, found something else');
  }
  const studies = new Map<string, RadGraphStudy>();
  for (const [id, study] of Object.entries(content as Record<string, unknown>)) {
    const side = (name: string): RadGraphEntities => {
      const { entities } =
        ((study ?? {}) as Record<string, { entities?: unknown } | undefined>)[name] ?? {};
      if (typeof entities !== 'object' || entities === null) {
        throw new Error(`expected study "${id}" to have ${name}.entities, found none`);
      }
      for (const [key, entity] of Object.entries(
        entities as Record<string, Partial<RadGraphEntity>>,
      )) {
        const { tokens, label, relations } = entity;
        if (typeof tokens !== 'string' || typeof label !== 'string' || !Array.isArray(relations)) {
          throw new Error(
            `expected entity "${key}" of study "${id}" (${name}) to have tokens, label and relations`,
          );
        }
      }
      return entities as RadGraphEntities;
    };
    studies.set(id, { reference: side('reference'), candidate: side('candidate') });
  }
  return studies;
}
