import type { Random } from './random.ts';

/** What somebody does about the bill of a month. Days are counted from the due day; `share` is of all that is open. */
export type Move =
  | { readonly kind: 'pay'; readonly before: number }
  | { readonly kind: 'late'; readonly days: number }
  | { readonly kind: 'miss' }
  | { readonly kind: 'settle'; readonly days: number }
  | { readonly kind: 'part'; readonly days: number; readonly share: number }
  | { readonly kind: 'bounce'; readonly days: number | null }
  | { readonly kind: 'advance'; readonly amount: number };

/** What nobody sees: it decides, and only its traces are in the files. */
export interface Temper {
  /** Higher pays more surely. */
  readonly reliability: number;
  /** Higher pays a few days late more often; says nothing about paying in the end. */
  readonly sloppiness: number;
  readonly directDebit: boolean;
  /** Months of hardship: a job lost, an illness, a customer who does not pay. */
  readonly hardship: ReadonlySet<number>;
}

/** By number of bills past due: nothing due is left unpaid more easily than one that already hangs. */
const rolling = [-4.8, -2.2, -1.1, -0.1, 0.7, 1.1];
const weightOf = { reliability: 0.5, hardship: 6 };

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Draws a temper; trouble starts in about one month of a hundred and stays for some. */
export function temperOf(random: Random, months: number, standing: number): Temper {
  const reliability = 1.1 * random.normal() + standing;
  const hardship = new Set<number>();
  let left = random.chance(0.025) ? random.whole(1, 3) : 0;
  for (let month = 0; month < months; month++) {
    if (left === 0 && random.chance(0.0085 + 0.0075 * Math.exp(-0.75 * reliability))) left = 2 + (random.chance(0.3) ? 1 : 0);
    if (left > 0) {
      hardship.add(month);
      left -= 1;
    }
  }
  return { reliability, sloppiness: 0.8 * random.normal() - 0.5 * reliability, directDebit: random.chance(logistic(0.5 * reliability - 0.5)), hardship };
}

/** What is done about a month's bill by somebody who has `owed` earlier bills past due. */
export function decide(random: Random, temper: Temper, month: number, owed: number): Move {
  const pressure = -weightOf.reliability * temper.reliability + (temper.hardship.has(month) ? weightOf.hardship : 0);
  const rolls = random.chance(logistic((rolling[Math.min(owed, rolling.length - 1)] as number) + pressure));
  if (rolls) return temper.directDebit && owed === 0 ? { kind: 'bounce', days: null } : { kind: 'miss' };
  if (owed > 0) {
    const days = random.whole(-14, 3);
    return random.chance(0.15) ? { kind: 'part', days, share: 0.3 + random.uniform() * 0.5 } : { kind: 'settle', days };
  }
  const late = random.chance(logistic(-2.1 + 0.9 * temper.sloppiness + 0.25 * pressure));
  if (temper.directDebit) return random.chance(late ? 0.12 : 0.002) ? { kind: 'bounce', days: random.whole(4, 16) } : { kind: 'pay', before: 0 };
  return late ? { kind: 'late', days: 1 + Math.floor(random.uniform() ** 2 * 28) } : { kind: 'pay', before: random.whole(0, 14) };
}
