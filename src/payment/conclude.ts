import type { Day } from '../base/time.ts';
import type { Db } from '../db/client.ts';
import { type Instalment, type Outcome, outcome } from './arrangement.ts';
import { agreements, instalmentsOf } from './plan/store.ts';

/** How these arrangements (`customerId:accountId:key`) stand as of a day, from everything known now; the statements are as many however many are asked. */
export async function conclude(db: Db, arrangements: readonly string[], { asOf }: { asOf: Day }): Promise<Map<string, Outcome>> {
  const agreed = await agreements(db, arrangements);
  const instalments = await instalmentsOf(db, arrangements);
  return new Map([...agreed].map(([name, each]) => [name, outcome(each, (instalments.get(name) ?? []) as unknown as Instalment[], each.payments, asOf)]));
}
