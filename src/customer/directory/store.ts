import type { Db } from '../../db/client.ts';

/** Kind and folded name of customers: what a portfolio is sorted and filtered by. */
export async function nameKeys(db: Db, customerIds: readonly string[]): Promise<Map<string, { kind: string; nameKey: string }>> {
  const rows = await db<{ customerId: string; kind: string; nameKey: string }[]>`
    select customer_id as "customerId", kind, name_key as "nameKey" from assay.customer where customer_id = any(${customerIds as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** Customers of these source keys, whatever the source: key and customer, one row per record. */
export async function customersByKey(db: Db, keys: readonly string[]): Promise<{ key: string; customerId: string }[]> {
  return [
    ...(await db<{ key: string; customerId: string }[]>`
    select source_key as key, customer_id as "customerId" from assay.source_record where source_key = any(${keys as string[]}::text[])`),
  ];
}

/** Customers in the order of their names, behind a name and id. */
export async function pageByName(
  db: Db,
  after: { nameKey: string; customerId: string } | undefined,
  most: number,
): Promise<{ customerId: string; nameKey: string }[]> {
  return [
    ...(await db<{ customerId: string; nameKey: string }[]>`
    select customer_id as "customerId", name_key as "nameKey" from assay.customer
    ${after ? db`where (name_key, customer_id) > (${after.nameKey}, ${after.customerId}::uuid)` : db``}
    order by name_key, customer_id limit ${most}`),
  ];
}

/** How many customers there are, counted up to a bound. */
export async function countCustomers(db: Db, most: number): Promise<number> {
  const [row] = await db<{ count: number }[]>`select count(*)::int as count from (select from assay.customer limit ${most}) as bounded`;
  return row?.count ?? 0;
}

/** Customers whose folded name begins with these words, then those that have a word beginning so; in the order of names. */
export async function customersByName(db: Db, nameKey: string, most: number): Promise<{ customerId: string }[]> {
  const begins = `${nameKey.replace(/[\\%_]/g, '\\$&')}%`;
  return [
    ...(await db<{ customerId: string }[]>`
    select customer_id as "customerId" from assay.customer where name_key like ${begins} or name_key like ${`% ${begins}`}
    order by (name_key like ${begins}) desc, name_key, customer_id limit ${most}`),
  ];
}

/** Ids of customers from one to another. */
export async function customersBetween(db: Db, first: string, last: string): Promise<string[]> {
  return (await db<{ id: string }[]>`select customer_id as id from assay.customer where customer_id between ${first} and ${last}`).map((row) => row.id);
}

/** The last id of each slice of `size` customers after `after`. */
export async function sliceEnds(db: Db, after: string | null, size: number): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select customer_id as id from (
      select customer_id, row_number() over (order by customer_id) as n, count(*) over () as total from assay.customer
      where ${after === null ? db`true` : db`customer_id > ${after}`}
    ) as numbered where n % ${size} = 0 or n = total order by customer_id`;
  return rows.map((row) => row.id);
}
