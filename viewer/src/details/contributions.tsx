// SPDX-License-Identifier: Apache-2.0
import type { Contribution } from '../api/report-types';
import { StoodIn } from './stood-in';
import { WhatRan } from './what-ran';

const STATE_WORDS: Readonly<Record<Contribution['state'], string>> = {
  used: 'used',
  partial: 'used in part',
  missing: 'missing',
};

/** What each slot of the fusion got, and from whom. */
export function Contributions({ list }: { readonly list: readonly Contribution[] }) {
  return (
    <section class="panel" aria-labelledby="contributions-heading">
      <div class="panel-head">
        <h2 id="contributions-heading">Contributions</h2>
      </div>
      {list.length === 0 ? (
        <p class="quiet">No specialist has answered yet.</p>
      ) : (
        <table class="records contributions">
          <thead>
            <tr>
              <th scope="col">Slot</th>
              <th scope="col">What ran</th>
              <th scope="col">What stood in</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {list.map((contribution) => (
              <tr key={contribution.slot} class={`slot-${contribution.state}`}>
                <th scope="row">
                  {contribution.slot}
                  {contribution.required && (
                    <span class="required" title="There is no report without it">
                      required
                    </span>
                  )}
                </th>
                <td data-name="What ran">
                  <div>
                    <WhatRan contribution={contribution} />
                  </div>
                </td>
                <td data-name="What stood in">
                  <div>
                    <StoodIn contribution={contribution} />
                  </div>
                </td>
                <td data-name="State">
                  <div>
                    <span class="slot-state">{STATE_WORDS[contribution.state]}</span>
                    {contribution.reason && <span class="reason">{contribution.reason}</span>}
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Says, loudly, that the report was made without some of its inputs. */
export function PartialNotice({ list }: { readonly list: readonly Contribution[] }) {
  const lacking = list.filter((contribution) => contribution.state !== 'used');
  return (
    <div class="notice notice-partial" role="status">
      <h2>Partial report</h2>
      <p>
        It was written without all of its inputs. Sentences that rest on them may be wrong or
        absent.
      </p>
      {lacking.length > 0 && (
        <ul>
          {lacking.map((contribution) => (
            <li key={contribution.slot}>
              <strong>
                {contribution.slot}: {STATE_WORDS[contribution.state]}
              </strong>
              {contribution.specialist && ` (${contribution.specialist})`}
              {contribution.reason && `. ${contribution.reason}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
