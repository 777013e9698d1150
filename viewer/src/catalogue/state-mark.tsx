// SPDX-License-Identifier: Apache-2.0

/** What a state means, and how full its mark is: reports use an instance the more. */
const STATES: Readonly<
  Record<string, { readonly fill: 'full' | 'half' | 'none'; readonly meaning: string }>
> = {
  discovered: { fill: 'none', meaning: 'Listed, not reached yet' },
  described: { fill: 'none', meaning: 'Reached, being probed' },
  probed: { fill: 'half', meaning: 'Admitted; another version is active' },
  shadow: { fill: 'half', meaning: 'Runs beside the active version and is compared' },
  active: { fill: 'full', meaning: 'Reports use it' },
  draining: { fill: 'half', meaning: 'Only reports in progress use it' },
  unreachable: { fill: 'none', meaning: 'Does not answer; tried again' },
  quarantined: { fill: 'none', meaning: 'Refused' },
};

/** The state of an instance: a mark and the word. */
export function StateMark({ state }: { readonly state: string }) {
  const { fill = 'none', meaning = '' } = STATES[state] ?? {};
  return (
    <span class={`instance-state state-${state}`} title={meaning}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        {state === 'quarantined' ? (
          <path d="M2 2l6 6M8 2l-6 6" />
        ) : (
          <circle cx="5" cy="5" r="4" fill={fill === 'full' ? 'currentColor' : 'none'} />
        )}
        {fill === 'half' && <path d="M5 1a4 4 0 0 1 0 8Z" fill="currentColor" stroke="none" />}
      </svg>
      {state}
    </span>
  );
}
