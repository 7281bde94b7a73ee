import { asOfNumber } from './calendar.ts';
import type { Held } from './customer.ts';
import type { Charge, Ledger } from './ledger.ts';
import { Random } from './random.ts';

export interface Notice {
  readonly kind: 'reminder' | 'cutoff_warning' | 'rectification_order';
  readonly sentOn: number;
  readonly channel: string;
  /** null: it never arrived. */
  readonly deliveredOn: number | null;
  readonly deadlineOn: number | null;
  readonly compliedOn: number | null;
}

export interface Arrangement {
  readonly number: number;
  readonly agreedOn: number;
  readonly kind: 'repayment' | 'extension' | 'promise';
  readonly amount: number;
  readonly instalments: readonly { readonly dueOn: number; readonly amount: number }[];
}

const reminderAfter = 10;
const warningAfter = 31;
const agreeAfter = 45;
/** An account agrees once in half a year at most. */
const rest = 183;

/**
 * What the company did about late bills: a reminder, a warning, and sometimes an arrangement over what is open. It
 * follows from the ledger and changes nothing in it, so that an arrangement is kept or broken by what was paid anyway.
 */
export function dunned(seed: number, { key, history }: Held): { notices: Notice[]; arrangements: Arrangement[] } {
  const random = new Random(seed, Number(key), 40);
  const [notices, arrangements]: [Notice[], Arrangement[]] = [[], []];
  let agreedOn = Number.NEGATIVE_INFINITY;
  for (const charge of history.ledger.charges) {
    const coveredOn = history.ledger.coveredOn(charge);
    const isOpen = (after: number): boolean => charge.dueOn + after < asOfNumber && (coveredOn === null || coveredOn > charge.dueOn + after);
    if (isOpen(reminderAfter)) notices.push(sent(random, 'reminder', charge.dueOn + reminderAfter, 14, coveredOn));
    if (isOpen(warningAfter)) notices.push(sent(random, 'cutoff_warning', charge.dueOn + warningAfter, 15, coveredOn));
    const agrees = isOpen(agreeAfter) && random.chance(0.4);
    if (!agrees || charge.dueOn + agreeAfter < agreedOn + rest) continue;
    agreedOn = charge.dueOn + agreeAfter;
    arrangements.push(agreed(random, arrangements.length + 1, agreedOn, owedAt(history.ledger, agreedOn)));
  }
  return { notices, arrangements };
}

function sent(random: Random, kind: Notice['kind'], sentOn: number, daysToComply: number, coveredOn: number | null): Notice {
  const delivered = random.chance(0.96);
  return {
    kind,
    sentOn,
    channel: random.pick(['letter', 'sms', 'sms', 'app']),
    deliveredOn: delivered ? sentOn + random.whole(0, 3) : null,
    deadlineOn: sentOn + daysToComply,
    compliedOn: coveredOn,
  };
}

const owedAt = (ledger: Ledger, day: number): number => ledger.open(day).reduce((sum: number, { amount }: Charge) => sum + amount, 0);

/** Two to four equal instalments a month apart; the last one takes what does not divide. A promise is one payment. */
function agreed(random: Random, number: number, agreedOn: number, amount: number): Arrangement {
  const kind = random.pick(['repayment', 'repayment', 'repayment', 'extension', 'promise'] as const);
  const count = kind === 'repayment' ? random.whole(2, 4) : 1;
  const each = Math.floor(amount / count);
  const firstDue = agreedOn + (kind === 'promise' ? 7 : 30);
  const instalments = Array.from({ length: count }, (_, at) => ({ dueOn: firstDue + 30 * at, amount: at === count - 1 ? amount - each * at : each }));
  return { number, agreedOn, kind, amount, instalments };
}
