import type { Day } from '../base/time.ts';
import type { Db } from '../db/client.ts';

/** Customers that hold an account of one of these numbers. */
export async function customersByAccountNumber(db: Db, numbers: readonly string[], most: number): Promise<{ customerId: string }[]> {
  return [
    ...(await db<{ customerId: string }[]>`
    select distinct customer_id as "customerId" from assay.account_directory where number = any(${numbers as string[]}::text[]) order by 1 limit ${most}`),
  ];
}

/** Customers an account of whom is measured by one of these meters. */
export async function customersByMeter(db: Db, meters: readonly string[], most: number): Promise<{ customerId: string }[]> {
  return [
    ...(await db<{ customerId: string }[]>`
    select distinct customer_id as "customerId" from assay.account where meter = any(${meters as string[]}::text[]) order by 1 limit ${most}`),
  ];
}

/** Currencies in use: a measure of money over several of them has no unit. */
export async function currencies(db: Db): Promise<string[]> {
  return (await db<{ currency: string }[]>`select distinct currency from assay.account order by currency`).map((row) => row.currency);
}

/** The currency of the accounts that meet a condition; null where they are none or of several. */
export const currencySql = (accounts: string): string =>
  `(select case when min(currency) = max(currency) then min(currency) end from assay.account where ${accounts})`;

/** The currency of each customer's accounts; a customer with none or with several is absent: sums over them have no unit. */
export async function currencyOf(db: Db, customerIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db<{ customerId: string; currency: string }[]>`
    select customer_id as "customerId", min(currency) as currency from assay.account
    where customer_id = any(${customerIds as string[]}::uuid[]) group by customer_id having count(distinct currency) = 1`;
  return new Map(rows.map((row) => [row.customerId, row.currency]));
}

/** The accounts that meet a condition, and the first day of each contract, where it is known. */
export const openingsSql = (accounts: string): string => `(select customer_id, account_id, contract_start from assay.account where ${accounts})`;

/** The accounts of these customers and the first day of each contract, where it is known. */
export async function openings(db: Db, customerIds: readonly string[]): Promise<Map<string, { accountId: string; contractStart: Day | null }[]>> {
  const rows = await db<{ customerId: string; accountId: string; contractStart: Day | null }[]>`
    select customer_id as "customerId", account_id as "accountId", contract_start as "contractStart" from assay.account
    where customer_id = any(${customerIds as string[]}::uuid[]) order by customer_id, account_id`;
  return Map.groupBy([...rows], (row) => row.customerId);
}
