// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { fetchSpecialists } from '../api/mesh-client';
import { problemOf } from '../api/problem';
import type { Problem } from '../api/report-types';
import { type CatalogueEntry, entriesOf } from './group-classes';

/** The classes of the mesh, or why they cannot be told; neither while they are fetched. */
export interface CatalogueState {
  readonly entries?: readonly CatalogueEntry[];
  readonly problem?: Problem;
}

/** Fetches the classes anew each time it is switched on. */
export function useCatalogue(isWanted: boolean): CatalogueState {
  const [state, setState] = useState<CatalogueState>({});
  useEffect(() => {
    if (!isWanted) return undefined;
    const leave = new AbortController();
    fetchSpecialists(leave.signal).then(
      (specialists) => setState({ entries: entriesOf(specialists) }),
      (reason: unknown) => {
        if (!leave.signal.aborted) setState({ problem: problemOf(reason) });
      },
    );
    return () => leave.abort();
  }, [isWanted]);
  return state;
}
