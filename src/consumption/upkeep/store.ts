import type { Db } from '../../db/client.ts';

/** The accounts behind one, in the order of their customers: at most so many. */
export async function accountsAfter(
  db: Db,
  after: { customerId: string; accountId: string } | undefined,
  most: number,
): Promise<{ customerId: string; accountId: string }[]> {
  return await db<{ customerId: string; accountId: string }[]>`
    select customer_id as "customerId", account_id as "accountId" from assay.account
    where ${after ? db`(customer_id, account_id) > (${after.customerId}, ${after.accountId})` : db`true`} order by customer_id, account_id limit ${most}`;
}

/** About so many accounts from all over the table, always the same; and how many there are. */
export async function accountSample(db: Db, most: number): Promise<{ of: number; accounts: { customerId: string; accountId: string }[] }> {
  const [size] = await db<{ rows: number }[]>`select count(*) as rows from assay.account`;
  const of = size?.rows ?? 0;
  if (of <= most) return { of, accounts: await accountsAfter(db, undefined, most) };
  const accounts = await db<{ customerId: string; accountId: string }[]>`
    select customer_id as "customerId", account_id as "accountId" from assay.account tablesample system (${(most / of) * 100}) repeatable (1) limit ${most}`;
  return { of, accounts };
}
