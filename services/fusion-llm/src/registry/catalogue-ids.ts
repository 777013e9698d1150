// SPDX-License-Identifier: Apache-2.0
import { cxas212, findClass, type CatalogueClass } from '@asarg/catalogue';
import type { Code, DescribeResponse } from '@asarg/contracts';

/** Coding scheme designators of DICOM PS3.16, table 8-1, of the schemes in the catalogue. */
const schemes: Readonly<Record<string, string>> = { snomed: 'SCT', radlex: 'RADLEX', dcm: 'DCM' };

/** Catalogue classes by code; codes that several classes share tell nothing. */
const byCode = uniqueCodes();

/**
 * The description with the catalogue's id and name for every class that only its codes tell: an id
 * that the catalogue has is taken at its word, another one is the specialist's own. A class whose
 * catalogue id is taken already keeps its own.
 */
export function withCatalogueIds(description: DescribeResponse): DescribeResponse {
  const taken = new Set(description.classes.map(({ id }) => id));
  const classes = description.classes.map((own) => {
    const known = findClass(own.id) === undefined ? classOfCodes(own.codes) : undefined;
    if (known === undefined || taken.has(known.id)) {
      return own;
    }
    taken.add(known.id);
    return { ...own, id: known.id, name: known.name };
  });
  return { ...description, classes };
}

function classOfCodes(codes: readonly Code[]): CatalogueClass | undefined {
  const found = new Set(
    codes.flatMap(({ scheme, value }) => byCode.get(`${scheme}:${value}`) ?? []),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

function uniqueCodes(): Map<string, CatalogueClass> {
  const all = cxas212.classes.flatMap((row) =>
    Object.entries(row.codes).map(([scheme, value]) => ({
      key: `${schemes[scheme] ?? scheme.toUpperCase()}:${value}`,
      row,
    })),
  );
  const groups = Map.groupBy(all, ({ key }) => key);
  return new Map(
    [...groups].flatMap(([key, rows]) => (rows.length === 1 ? [[key, rows[0]!.row] as const] : [])),
  );
}
