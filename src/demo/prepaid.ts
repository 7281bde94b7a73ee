import { round } from '../base/rounding.ts';
import { monthStart, world } from './calendar.ts';
import { consumed, type Used } from './consumption.ts';
import type { History, Plan } from './history.ts';
import { Ledger } from './ledger.ts';
import type { Random } from './random.ts';

export interface TopUp {
  readonly toppedUpOn: number;
  readonly amount: number;
  readonly balanceAfter: number;
  /** The day the balance was used up before the next top-up, and the day of that one. */
  readonly ranOutOn: number | null;
  readonly restoredOn: number | null;
}

/** Lives the months of a prepaid account: it is topped up when little is left, and sometimes too late. */
export function prepay(random: Random, plan: Plan): { history: History; topUps: TopUp[] } {
  const used = new Map<number, Used>();
  const topUps: { -readonly [Key in keyof TopUp]: TopUp[Key] }[] = [];
  const last = Math.min(plan.until ?? Number.POSITIVE_INFINITY, world.months - 1);
  const forgets = 1 / (1 + Math.exp(1.8 + plan.temper.reliability));
  let balance = 0;
  for (let month = plan.from; month <= last; month++) {
    const use = consumed(random, plan.habit, month);
    used.set(month, use);
    const days = monthStart(month + 1) - monthStart(month);
    const daily = Math.max(1, round(use.amount / days));
    for (let day = monthStart(month); day < monthStart(month + 1); day++) {
      const latest = topUps.at(-1);
      if (latest?.ranOutOn != null && latest.restoredOn === null && day < latest.ranOutOn + 1 + (latest.amount % 3)) continue;
      if (balance < daily * 3 && (!latest || latest.ranOutOn !== null || !random.chance(forgets))) {
        const amount = Math.max(2_000, round(use.amount / 2_000) * 2_000);
        balance += amount;
        if (latest?.ranOutOn != null) latest.restoredOn = day;
        topUps.push({ toppedUpOn: day, amount, balanceAfter: balance, ranOutOn: null, restoredOn: null });
      }
      balance = Math.max(0, balance - daily);
      const held = topUps.at(-1);
      if (balance === 0 && held && held.ranOutOn === null) held.ranOutOn = day;
    }
  }
  return { history: { ledger: new Ledger(), used, endedIn: null }, topUps };
}
