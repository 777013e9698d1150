// SPDX-License-Identifier: Apache-2.0
import type { Attempt, Contribution } from '../api/report-types';
import { formatMs } from '../stages/waterfall-model';
import { attemptWords, outcomeWords } from './contribution-words';
import { Disclosure } from './disclosure';
import { shortDigest } from './short-digest';

/** The model that answered for a slot, where, and how many times it had to be asked. */
export function WhatRan({ contribution }: { readonly contribution: Contribution }) {
  const { specialist, model, version, digest, address, attempts = [] } = contribution;
  const summary = attemptWords(attempts);
  return (
    <>
      {version ? (
        <>
          {model || specialist} {version}
          <span class="reason">
            {address && `${address} · `}
            <code title={digest}>{shortDigest(digest)}</code>
          </span>
        </>
      ) : (
        <span class="quiet">{specialist ? `${specialist} did not answer` : 'nobody'}</span>
      )}
      {summary && (
        <Disclosure summary={summary}>
          <Attempts list={attempts} />
        </Disclosure>
      )}
    </>
  );
}

function Attempts({ list }: { readonly list: readonly Attempt[] }) {
  return (
    <ol class="attempts">
      {list.map(({ address, startMs, durationMs, outcome }, at) => (
        <li key={`${at} ${address}`}>
          {address}: at {formatMs(startMs)} for {formatMs(durationMs)}, {outcomeWords(outcome)}
        </li>
      ))}
    </ol>
  );
}
