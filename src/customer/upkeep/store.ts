import type { Db } from '../../db/client.ts';

/** About so many customers' names with what search compares of them. */
export async function nameSample(db: Db, most: number): Promise<{ customerId: string; name: string; nameKey: string }[]> {
  return await db<{ customerId: string; name: string; nameKey: string }[]>`
    select customer_id as "customerId", name, name_key as "nameKey" from assay.customer order by customer_id limit ${most}`;
}

/** Some sealed identifiers, from both ends of the table. */
export async function sealedSample(db: Db, most: number): Promise<{ recordId: string; sealed: Uint8Array }[]> {
  return await db<{ recordId: string; sealed: Uint8Array }[]>`
    (select record_id as "recordId", sealed from assay.identifier order by customer_id, record_id limit ${most})
    union all (select record_id, sealed from assay.identifier order by customer_id desc, record_id desc limit ${most})`;
}
