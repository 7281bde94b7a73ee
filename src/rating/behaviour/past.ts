import { limits } from '../../base/limits.ts';
import { addMonths, type Day, daysBetween, firstOfMonth, lastOfMonth } from '../../base/time.ts';
import { openings } from '../../consumption/store.ts';
import type { Db } from '../../db/client.ts';
import { standings } from '../../payment/store.ts';
import { checkAsOf } from '../asof.ts';
import { problem } from '../errors.ts';
import { compileFacts } from '../facts.ts';
import { loadedMonths } from '../measure/coverage.ts';
import { coverageAt, runFacts } from '../store.ts';
import { type At, worst } from './bucket.ts';

/** How an owner stood at the month ends asked for, oldest first, and stands on the as-of day. */
export interface Past {
  readonly months: readonly At[];
  readonly now: At;
}

/**
 * How customers (`customerId`) and accounts (`customerId:accountId`) stood at the ends of the last `months` whole months, from everything known now as of a
 * day; the statements are as many however many are asked. Refuses a day as `checkAsOf` does, and too many months (RATING_HISTORY_MONTHS).
 */
export async function past(db: Db, owners: readonly string[], { asOf, today, months }: { asOf: Day; today: Day; months: number }): Promise<Map<string, Past>> {
  checkAsOf(asOf, today);
  if (months < 0 || months > limits.historyMonthsMax) throw problem('RATING_HISTORY_MONTHS', { months, most: limits.historyMonthsMax }, { path: 'months' });
  const firsts = Array.from({ length: months }, (_, at) => addMonths(firstOfMonth(asOf), at - months));
  const days = [...firsts.map(lastOfMonth), asOf];
  const customerIds = [...new Set(owners.map((owner) => owner.split(':')[0] as string))];
  const loaded = await loadedDays(db, customerIds, firsts, asOf);
  const opened = await openings(db, customerIds);
  const found = await standings(db, customerIds, days, asOf);
  const accountPast = (customerId: string, accountId: string, opening: Day | null): At[] => {
    const own = found.get(`${customerId}:${accountId}`);
    return days.map((day, at) => {
      if (opening !== null && day < opening) return 'unopened';
      const on = own?.[at];
      if (!on?.isBilled || !loaded.get(customerId)?.[at]) return 'unknown';
      return { daysPastDue: on.oldestDueOn === null ? 0 : daysBetween(on.oldestDueOn, day), billsOwed: on.billsOwed };
    });
  };
  return new Map(
    owners.map((owner) => {
      const [customerId = '', accountId] = owner.split(':');
      const accounts = (opened.get(customerId) ?? []).filter((account) => accountId === undefined || account.accountId === accountId);
      const pasts = accounts.map((account) => accountPast(customerId, account.accountId, account.contractStart));
      const all = days.map((_, at) => worst(pasts.map((each) => each[at] as At)));
      return [owner, { months: all.slice(0, -1), now: all.at(-1) as At }];
    }),
  );
}

/** Whether each customer's sources have loaded bills and payments of each month whole, and in the end any at all. */
async function loadedDays(db: Db, customerIds: readonly string[], months: readonly Day[], asOf: Day): Promise<Map<string, boolean[]>> {
  const intervals = await coverageAt(db, 'infinity');
  const { text, constants } = compileFacts([], asOf, new Map(), 'known');
  const rows = await runFacts(db, { text, constants, parts: [] }, [asOf, customerIds as string[], 'infinity']);
  return new Map(
    rows.map((row) => {
      const sources = (row[1] ?? []) as string[];
      const own = intervals.filter(({ source, fromOn }) => sources.includes(source) && fromOn <= asOf);
      const [bills, payments] = ['bill', 'payment'].map((fact) => own.filter((interval) => interval.fact === fact));
      const both = ['bill', 'payment'].map((fact) => loadedMonths(own, fact, months));
      return [row[0] as string, [...months.map((month) => both.every((each) => each.has(month))), bills?.length !== 0 && payments?.length !== 0]];
    }),
  );
}
