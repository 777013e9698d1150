// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';

/** What of the page is shown. */
export interface Look {
  readonly filled: boolean;
  readonly regions: boolean;
  readonly waterfall: boolean;
  readonly help: boolean;
}

/** The page's look, and a way to turn one part of it on or off. */
export function useLook(): [Look, (part: keyof Look, on?: boolean) => void] {
  const [look, setLook] = useState<Look>({
    filled: true,
    regions: true,
    waterfall: true,
    help: false,
  });
  return [look, (part, on) => setLook((now) => ({ ...now, [part]: on ?? !now[part] }))];
}
