// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '@asarg/contracts';
import { float32Of } from '@asarg/tensor';
import { afterEach, expect } from 'vitest';
import {
  CallFailedError,
  createBreaker,
  createSpecialistClient,
  defaultCallPolicy,
  type Attempt,
  type BreakerOptions,
  type Candidate,
  type Encoding,
  type RunOptions,
  type SpecialistClient,
} from '../src/index.js';
import { serveFaulty, type Behaviour, type FaultySpecialist } from './faulty-specialist.js';

/** An instance with the client that calls it. */
export interface Instance extends Candidate {
  readonly client: SpecialistClient;
}

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** The instance at an address, with a breaker of its own; closed after the test. */
export function instanceAt(address: string, options?: BreakerOptions): Instance {
  const client = createSpecialistClient(address);
  closers.unshift(() => client.close());
  return { id: address, breaker: createBreaker(defaultCallPolicy.breaker, options), client };
}

/** Servers that behave as told, and the instances of them; closed after the test. */
export async function serve(...behaviours: Behaviour[]): Promise<{
  readonly servers: readonly FaultySpecialist[];
  readonly instances: readonly Instance[];
  readonly candidates: () => readonly Instance[];
}> {
  const servers = await Promise.all(behaviours.map((behave) => serveFaulty(behave)));
  closers.push(() => servers.forEach((server) => server.close()));
  const instances = servers.map(({ address }) => instanceAt(address));
  return { servers, instances, candidates: () => instances };
}

const frame = undefined as unknown as Frame;

/** One attempt of Encode. */
export function encode({ client }: Instance, options: RunOptions): Promise<Encoding> {
  return client.encode({ frame }, options);
}

/** One attempt of Encode that tells the server the number of its call, as an output's name. */
export const encodeCall =
  (number: number) =>
  ({ client }: Instance, options: RunOptions): Promise<Encoding> =>
    client.encode({ frame, outputs: [String(number)] }, options);

/** The number that an answer holds. */
export const valueOf = ({ tensors }: Encoding) => float32Of(tensors.get('a')!)[0];

/** What became of the attempts. */
export const story = (attempts: readonly Attempt[]) =>
  attempts.map(({ reason, outcome }) => `${reason} ${outcome}`);

/** What a call that has to fail fails with. */
export async function failureOf(call: Promise<unknown>): Promise<CallFailedError> {
  const error = await call.then(
    () => 'an answer',
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(CallFailedError);
  return error as CallFailedError;
}
