import type { Day } from '../../base/time.ts';
import { type Amount, money } from '../../graphql/amount.ts';
import type { Outcome } from '../inquiry/inquiry.ts';

/** How often a partner asked for a purpose under an agreement's version with one outcome. */
export interface Counted {
  readonly purpose: string;
  /** Digest of the version. */
  readonly agreement: string;
  readonly outcome: Outcome;
  readonly count: number;
}

export interface Price {
  readonly number: number;
  readonly inquiryMinor: number;
  readonly currency: string;
}

export interface StatementLine extends Counted {
  /** Of the agreement's version. */
  readonly number: number;
  /** For each; zero of what is not charged. */
  readonly price: Amount;
  readonly amount: Amount;
}

export interface Statement {
  readonly partner: string;
  /** Its first day. */
  readonly month: Day;
  /** The month is over: nothing is added any more. */
  readonly final: boolean;
  readonly inquiries: number;
  readonly charged: number;
  readonly lines: readonly StatementLine[];
  /** By currency. */
  readonly totals: readonly Amount[];
}

/** Only what told something is charged: an answer, or that there is no grade and why. */
export const chargedOutcomes: readonly Outcome[] = ['answered', 'not_rated'];

const paid = (amountMinor: number, currency: string): Amount => money(amountMinor, currency) as Amount;

/** A month of a partner by purpose, version and outcome, at the price of the version that each inquiry was asked under. */
export function statementOf(partner: string, month: Day, counted: readonly Counted[], prices: ReadonlyMap<string, Price>, isFinal: boolean): Statement {
  const lines = counted.map((each): StatementLine => {
    const price = prices.get(each.agreement);
    if (!price) throw new RangeError(`an inquiry names the agreement ${each.agreement}, which is not kept`);
    const minor = chargedOutcomes.includes(each.outcome) ? price.inquiryMinor : 0;
    return { ...each, number: price.number, price: paid(minor, price.currency), amount: paid(minor * each.count, price.currency) };
  });
  const byCurrency = Map.groupBy(lines, ({ amount }) => amount.currency);
  const sum = (of: readonly Counted[]): number => of.reduce((total, { count }) => total + count, 0);
  return {
    partner,
    month,
    final: isFinal,
    inquiries: sum(lines),
    charged: sum(lines.filter(({ outcome }) => chargedOutcomes.includes(outcome))),
    lines,
    totals: [...byCurrency].map(([currency, of]) =>
      paid(
        of.reduce((total, { amount }) => total + amount.amountMinor, 0),
        currency,
      ),
    ),
  };
}
