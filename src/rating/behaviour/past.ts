import type { Day } from '../../base/time.ts';
import { openings } from '../../consumption/store.ts';
import type { Db } from '../../db/client.ts';
import { owed } from '../../payment/standing/store.ts';
import { checkAsOf } from '../asof.ts';
import { compileFacts } from '../facts.ts';
import { always } from '../measure/parts.ts';
import { coverageAt, runFacts } from '../store.ts';
import { checkMonths, type Held, type Past, pastOf } from './history.ts';

/**
 * How customers (`customerId`) and accounts (`customerId:accountId`) stood at the ends of the last `months` whole months, from everything known now as of a
 * day; the statements are as many however many are asked. Refuses a day as `checkAsOf` does, and too many months as `checkMonths`.
 */
export async function past(db: Db, owners: readonly string[], { asOf, today, months }: { asOf: Day; today: Day; months: number }): Promise<Map<string, Past>> {
  checkAsOf(asOf, today);
  checkMonths(months);
  const customerIds = [...new Set(owners.map((owner) => owner.split(':')[0] as string))];
  const intervals = await coverageAt(db, always);
  const sources = await sourcesOf(db, customerIds, asOf);
  const opened = await openings(db, customerIds);
  const found = await owed(db, customerIds, asOf);
  return new Map(
    owners.map((owner) => {
      const [customerId = '', accountId] = owner.split(':');
      const accounts = (opened.get(customerId) ?? []).filter((account) => accountId === undefined || account.accountId === accountId);
      const held = accounts.map(({ accountId: id, contractStart }): Held => ({ contractStart, knownOn: null, late: [], ...found.get(`${customerId}:${id}`) }));
      const loaded = intervals.filter(({ source }) => sources.get(customerId)?.includes(source));
      return [owner, pastOf(held, loaded, asOf, months)];
    }),
  );
}

/** The sources of each customer's records. */
async function sourcesOf(db: Db, customerIds: readonly string[], asOf: Day): Promise<Map<string, readonly string[]>> {
  const { text, constants } = compileFacts([], asOf, new Map(), 'now');
  const rows = await runFacts(db, { text, constants, parts: [] }, [asOf, customerIds as string[], always]);
  return new Map(rows.map((row) => [row[0] as string, (row[1] ?? []) as string[]]));
}
