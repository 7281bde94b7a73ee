import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import type { Scheme } from './bucket.ts';
import { type Late, lateByDays, lateOf } from './history.ts';
import { past } from './past.ts';

/** Whose lateness is shown, and as of when. */
export interface Owner {
  readonly customerId: string;
  /** Of one account; of all when it is absent. */
  readonly accountId?: string;
  readonly asOf: string;
  /** Where it was computed already. */
  readonly daysPastDue?: number | null;
}

/** What the graph asks of an owner's lateness: all owners of an operation that ask for as many months are answered at once. */
export async function lateness(context: Context, owner: Owner, scheme: Scheme, months: number): Promise<Late> {
  const { customerId, accountId, asOf, daysPastDue } = owner;
  if (months === 0 && daysPastDue !== undefined && scheme !== 'billing_months') return lateByDays(scheme, daysPastDue);
  const name = accountId === undefined ? customerId : `${customerId}:${accountId}`;
  const found = await load(context, past, name, { asOf, today: context.today(), months });
  return lateOf(scheme, found ?? { now: 'unknown', months: [] });
}
