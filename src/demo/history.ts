import { round } from '../base/rounding.ts';
import { decide, type Move, type Temper } from './behaviour.ts';
import { monthEnd, monthStart, working, world } from './calendar.ts';
import { consumed, type Habit, type Used } from './consumption.ts';
import { Ledger } from './ledger.ts';
import type { Random } from './random.ts';

/** How one account is to live: what is told of it is told, the rest is drawn. */
export interface Plan {
  readonly habit: Habit;
  /** First month billed, and the last one when the contract ends. */
  readonly from: number;
  readonly until: number | null;
  /** Day of the month the meter is read and the bill is issued. */
  readonly cycle: number;
  readonly temper: Temper;
  readonly move?: ((month: number) => Move | undefined) | undefined;
  readonly estimated?: ReadonlySet<number> | undefined;
  readonly away?: ReadonlySet<number> | undefined;
}

export interface History {
  readonly ledger: Ledger;
  /** By month billed. */
  readonly used: ReadonlyMap<number, Used>;
  /** The month the company ended the contract because nothing was paid. */
  readonly endedIn: number | null;
}

const dueAfterDays = 18;
/** Bills past due at which the contract is ended. */
const patience = 6;

/** Lives an account's months, and the months after the as-of day too: what becomes of it is what it did. */
export function live(random: Random, plan: Plan): History {
  const ledger = new Ledger();
  const used = new Map<number, Used>();
  const last = Math.min(plan.until ?? Number.POSITIVE_INFINITY, world.months + world.horizonMonths - 1);
  for (let month = plan.from; month <= last; month++) {
    const issuedOn = monthStart(month) + plan.cycle - 1;
    const owed = ledger.open(issuedOn).length;
    const settles = owed >= patience && random.chance(0.6);
    if (owed >= patience && !settles) return { ledger, used, endedIn: month };
    const usual = consumed(random, plan.habit, month);
    const use = plan.away?.has(month) ? { ...usual, quantity: round(usual.quantity * 0.15, 1), amount: round(usual.amount * 0.3) } : usual;
    used.set(month, use);
    const printedOn = issuedOn + dueAfterDays;
    const dueOn = working(printedOn);
    ledger.charge({ month, issuedOn, printedOn, dueOn, amount: use.amount, estimated: plan.estimated?.has(month) ?? random.chance(0.02) });
    const move = plan.move?.(month) ?? (settles ? { kind: 'settle', days: -10 } : decide(random, plan.temper, month, ledger.open(dueOn - 1).length));
    act(random, plan, ledger, month, move);
  }
  return { ledger, used, endedIn: null };
}

/** Payments that follow from a move. A settling one clears all that is open; a partial one is rounded to ten units of money. */
function act(random: Random, plan: Plan, ledger: Ledger, month: number, move: Move): void {
  const { dueOn, issuedOn } = ledger.charges.at(-1) as { dueOn: number; issuedOn: number };
  const open = ledger.balance();
  const debit = plan.temper.directDebit;
  const channel = debit ? 'direct_debit' : random.pick(channels);
  const pay = (paidOn: number, amount: number, bouncedOn: number | null = null) => {
    if (amount > 0) ledger.pay({ paidOn, amount, channel, bouncedOn, month: debit && amount === ledger.charges.at(-1)?.amount ? month : null });
  };
  if (move.kind === 'pay') pay(Math.max(issuedOn + 1, dueOn - move.before), open);
  if (move.kind === 'late') pay(dueOn + move.days, open);
  if (move.kind === 'settle') pay(dueOn + move.days, open);
  if (move.kind === 'part') pay(dueOn + move.days, Math.min(open, Math.max(1_000, round((open * move.share) / 1_000) * 1_000)));
  if (move.kind === 'advance' && open > 0) pay(dueOn - 6, Math.ceil(open / move.amount) * move.amount);
  if (move.kind === 'bounce') {
    pay(dueOn, open, dueOn + 3);
    if (move.days !== null) pay(dueOn + move.days, open);
  }
}

const channels = ['bank_transfer', 'bank_transfer', 'app', 'app', 'app', 'counter', 'cheque'] as const;

/** What the billing system reports at a month's end: the truth, to the day. */
export const reported = (history: History, month: number): { days: number; amount: number } => history.ledger.arrears(monthEnd(month));
