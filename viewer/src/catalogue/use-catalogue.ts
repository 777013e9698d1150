// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { fetchRegistry } from '../api/mesh-client';
import type { Registry } from '../api/mesh-types';
import { problemOf } from '../api/problem';
import type { Problem } from '../api/report-types';
import { type CatalogueEntry, entriesOf } from './group-classes';

/** The mesh and its classes, or why they cannot be told; neither while they are fetched. */
export interface CatalogueState {
  readonly registry?: Registry;
  readonly entries?: readonly CatalogueEntry[];
  readonly problem?: Problem;
}

/** Fetches the mesh anew each time it is switched on. */
export function useCatalogue(isWanted: boolean): CatalogueState {
  const [state, setState] = useState<CatalogueState>({});
  useEffect(() => {
    if (!isWanted) return undefined;
    const leave = new AbortController();
    fetchRegistry(leave.signal).then(
      (registry) => setState({ registry, entries: entriesOf(registry.specialists) }),
      (reason: unknown) => {
        if (!leave.signal.aborted) setState({ problem: problemOf(reason) });
      },
    );
    return () => leave.abort();
  }, [isWanted]);
  return state;
}
