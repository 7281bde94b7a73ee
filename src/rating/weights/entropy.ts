import type { Spread } from './weights.ts';

/**
 * Entropy of numbers that are not below zero, as shares of their sum: 1 when all are alike (none, or one, says nothing
 * either), 0 when one of them has all.
 */
export function entropyOf(numbers: ArrayLike<number>): number {
  const count = numbers.length;
  let sum = 0;
  for (let at = 0; at < count; at++) sum += numbers[at] as number;
  if (count < 2 || sum === 0) return 1;
  let spread = 0;
  for (let at = 0; at < count; at++) {
    const share = (numbers[at] as number) / sum;
    if (share > 0) spread += share * Math.log(share);
  }
  return Math.min(1, Math.max(0, -spread / Math.log(count)));
}

/** Numbers turned so that more is better, from 0 for the worst to 1 for the best; where all are alike, 0. */
export function turned(numbers: readonly number[], better: 'higher' | 'lower'): Float64Array {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > most) most = number;
  }
  const range = most - least;
  if (!(range > 0)) return new Float64Array(numbers.length);
  return Float64Array.from(numbers, (number) => (better === 'higher' ? number - least : most - number) / range);
}

/** Weights of entropies: what is not spread evenly tells more. Nothing where all are even. */
export function weightsOf(entropies: readonly number[]): number[] | undefined {
  const told = entropies.map((entropy) => 1 - entropy);
  const sum = told.reduce((total, each) => total + each, 0);
  return sum > 0 ? told.map((each) => each / sum) : undefined;
}

/** What an indicator measured of those whom a card rates; who has no number of it is left out. */
export interface Numbers {
  readonly indicator: string;
  readonly better: 'higher' | 'lower';
  readonly numbers: readonly number[];
}

export const spreadOf = (all: readonly Numbers[]): Spread['indicators'] =>
  Object.fromEntries(all.map(({ indicator, better, numbers }) => [indicator, { count: numbers.length, entropy: entropyOf(turned(numbers, better)) }]));
