// SPDX-License-Identifier: Apache-2.0
import type { InputView } from '@asarg/contracts';
import type { InputGate } from '@asarg/model-bundle';
import { ServiceFailure } from '@asarg/service-kit';
import { float32Of } from '@asarg/tensor';
import type { CallResult } from './fan-out.js';
import { isViewScores } from './plan-calls.js';

/** What the gate makes of a frame. */
export interface GateReading {
  /** The likeliest view; absent if nobody told. */
  readonly view?: InputView;
  /** Why the frame should be refused, or goes on unchecked; for people. */
  readonly warning?: string;
  /** Whether the frame should be refused. */
  readonly refused: boolean;
}

/** Reads the view of a frame from what the specialists answered; without a gate all is let in. */
export function readGate(gate: InputGate | undefined, results: readonly CallResult[]): GateReading {
  const scores = results.flatMap(scoresOf)[0];
  if (scores === undefined) {
    const warning = 'The input was not checked: no specialist told which view it is.';
    return { refused: false, ...(gate && { warning }) };
  }
  const { specialist, views, values } = scores;
  const unwanted = gate === undefined ? -1 : views.indexOf(gate.refuse.label);
  const probability = values[unwanted] ?? 0;
  const refused = gate !== undefined && probability > gate.refuse.above;
  const best = likeliest(values, refused ? -1 : unwanted);
  const view = { view: views[best]!, probability: values[best]!, specialist };
  if (gate !== undefined && unwanted < 0) {
    const told = `'${specialist}' tells ${views.join(', ')}, not ${gate.refuse.label}`;
    return { view, refused, warning: `The input was not checked: ${told}.` };
  }
  if (!refused) {
    return { view, refused };
  }
  const wanted = views.filter((_, index) => index !== unwanted).join(' or ');
  const found = `another kind of image (probability ${probability.toFixed(2)})`;
  const warning = `input: expected an upright ${wanted} chest radiograph, found ${found}`;
  return { view, refused, warning };
}

/** Index of the greatest value, leaving one out. */
function likeliest(values: readonly number[], leftOut: number): number {
  const others = values.map((value, index) => (index === leftOut ? -1 : value));
  return others.indexOf(Math.max(...others));
}

/**
 * Lets the frame in, or not.
 * @throws ServiceFailure FAILED_PRECONDITION: the request is in order, the radiograph is not.
 */
export function enforceGate({ refused, warning = '' }: GateReading): void {
  if (refused) {
    throw new ServiceFailure('FAILED_PRECONDITION', warning);
  }
}

/**
 * The results without those of specialists that can make nothing of the view. Of a frame that the
 * gate would refuse all are kept: whoever asks for its report wants to see what they make of it.
 */
export function ofView(
  results: readonly CallResult[],
  { view, refused }: Pick<GateReading, 'view' | 'refused'>,
): CallResult[] {
  if (view === undefined || refused) {
    return [...results];
  }
  return results.map((result) => {
    const taken = result.description.input?.views ?? [];
    if (result.encoding === undefined || taken.length === 0 || taken.includes(view.view)) {
      return result;
    }
    const { encoding: _, address: __, failure: ___, ...call } = result;
    return {
      ...call,
      outcome: 'FAILED_PRECONDITION',
      failure: `expected a ${taken.join(' or ')} view, found ${view.view}`,
    };
  });
}

function scoresOf({ specialist, description, encoding }: CallResult) {
  const output = description.outputs.find(isViewScores);
  const tensor = output && encoding?.tensors.get(output.name);
  if (tensor?.dtype !== 'float32' || tensor.shape[0] !== description.views.length) {
    return [];
  }
  const values = [...float32Of(tensor)];
  return values.every(Number.isFinite) ? [{ specialist, views: description.views, values }] : [];
}
