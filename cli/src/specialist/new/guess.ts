// SPDX-License-Identifier: Apache-2.0

/** Something that the network's file does not say, or that could be otherwise. */
export interface Guess {
  /** What it is about, a word or two. */
  readonly about: string;
  /** What was taken. */
  readonly taken: string;
  /** What it rests on. */
  readonly why: string;
  /** How to say otherwise: options of `new`. */
  readonly change: string;
}
