// SPDX-License-Identifier: Apache-2.0
import type { ActiveVersion } from '@asarg/contracts';
import { ServiceFailure, type Logger } from '@asarg/service-kit';
import type { BookedInstance } from './instance-book.js';
import {
  choose,
  noSelection,
  selectVersion,
  type Selection,
  type SwapRule,
} from './select-version.js';

/** Which version of each specialist is used. */
export interface VersionChoice {
  /** Brings the choice up to date and marks the instances that are active now. */
  update(instances: readonly BookedInstance[]): void;
  of(specialist: string): Selection;
  /**
   * Chooses an admitted version; it becomes active with the next update.
   * @param version it, or the beginning of exactly one; '' if only one other is admitted
   * @throws ServiceFailure NOT_FOUND, FAILED_PRECONDITION.
   */
  promote(
    specialist: string,
    version: string,
    reason: string,
    instances: readonly BookedInstance[],
  ): void;
  /** @throws ServiceFailure NOT_FOUND, FAILED_PRECONDITION. */
  rollBack(specialist: string, instances: readonly BookedInstance[]): void;
  /** By name. */
  list(): ActiveVersion[];
}

/** A choice that follows the swap rule of each specialist. */
export function createVersionChoice(
  ruleOf: (specialist: string) => SwapRule,
  logger: Logger,
): VersionChoice {
  const selections = new Map<string, Selection>();
  const of = (specialist: string): Selection => selections.get(specialist) ?? noSelection;

  function set(specialist: string, next: Selection): void {
    const { active, reason } = next;
    if (active !== of(specialist).active) {
      logger.info({ specialist, version: active, reason }, 'active version changed');
    }
    selections.set(specialist, next);
  }

  function admittedVersions(specialist: string, instances: readonly BookedInstance[]): string[] {
    const own = instances.filter(({ name }) => name === specialist);
    if (own.length === 0) {
      throw new ServiceFailure('NOT_FOUND', `expected a listed specialist, found '${specialist}'`);
    }
    return [...new Set(own.filter(isUsable).map((one) => one.watched.facts.version!))];
  }

  return {
    update(instances) {
      const byName = Map.groupBy(instances, ({ name }) => name);
      for (const [name, own] of byName) {
        const candidates = own.map((instance) => ({
          version: instance.watched.facts.version,
          isAdmitted: isAdmitted(instance),
          isListed: instance.isListed,
        }));
        set(name, selectVersion(of(name), candidates, ruleOf(name)));
        markActive(own, of(name).active);
      }
      selections.forEach((_, name) => byName.has(name) || selections.delete(name));
    },
    of,
    promote(specialist, version, reason, instances) {
      const admitted = admittedVersions(specialist, instances);
      const { active } = of(specialist);
      const matching = admitted.filter((one) =>
        version === '' ? one !== active : one.startsWith(version),
      );
      if (matching.length !== 1) {
        throw new ServiceFailure(
          admitted.length > 0 && matching.length === 0 && version !== ''
            ? 'NOT_FOUND'
            : 'FAILED_PRECONDITION',
          `expected one admitted version of '${specialist}' that ` +
            `${version === '' ? 'is not active' : `begins with '${version.slice(0, 64)}'`}, ` +
            `found ${matching.length} of ${admitted.join(', ') || 'none'}`,
        );
      }
      set(specialist, choose(of(specialist), matching[0]!, reason));
    },
    rollBack(specialist, instances) {
      const admitted = admittedVersions(specialist, instances);
      const { previous } = of(specialist);
      if (previous === undefined || !admitted.includes(previous)) {
        const found = previous === undefined ? 'none' : `${previous}, of which none is admitted`;
        throw new ServiceFailure(
          'FAILED_PRECONDITION',
          `expected a version of '${specialist}' before the active one, found ${found}`,
        );
      }
      set(specialist, choose(of(specialist), previous, 'rolled back'));
    },
    list: () =>
      [...selections]
        .map(([specialist, { active = '', previous = '', reason }]) => {
          return { specialist, version: active, previous, reason };
        })
        .toSorted((a, b) => (a.specialist < b.specialist ? -1 : 1)),
  };
}

/** Reachable and through its probe. */
export function isAdmitted({ watched }: BookedInstance): boolean {
  return watched.facts.condition === 'ADMITTED';
}

function isUsable(instance: BookedInstance): boolean {
  return instance.isListed && isAdmitted(instance);
}

/** Instances that are not listed any more serve on only until a listed one can. */
function markActive(own: readonly BookedInstance[], active: string | undefined): void {
  const serving = own.filter(
    (instance) => instance.watched.facts.version === active && isAdmitted(instance),
  );
  const listed = serving.filter(({ isListed }) => isListed);
  const isAwaited = own.some(({ isListed }) => isListed);
  const chosen = listed.length > 0 ? listed : isAwaited ? serving : [];
  own.forEach((instance) => {
    instance.isActive = chosen.includes(instance);
  });
}
