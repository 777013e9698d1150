// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import type { Contribution } from '../api/report-types';
import { useCatalogue } from '../catalogue/use-catalogue';
import { standInWords } from './contribution-words';
import { Disclosure } from './disclosure';

/** What stood in for what a slot did not get; its classes by name when opened. */
export function StoodIn({ contribution }: { readonly contribution: Contribution }) {
  const [isOpen, setOpen] = useState(false);
  const { entries } = useCatalogue(isOpen);
  const words = standInWords(contribution);
  const { missingClasses = [] } = contribution;
  if (words === '' || missingClasses.length === 0) return <span>{words || '–'}</span>;
  const names = new Map(entries?.map(({ id, name }) => [id, name]));
  return (
    <Disclosure summary={words} onToggle={setOpen}>
      {missingClasses.map((id) => names.get(id) ?? `class ${id}`).join(', ')}
    </Disclosure>
  );
}
