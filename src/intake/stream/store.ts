import { currencies } from '../../consumption/store.ts';
import type { Tx } from '../../db/client.ts';
import { copyBytes } from '../../db/copy.ts';
import type { Target } from '../target.ts';

/** The columns of rows that are loaded directly, in COPY order: as staged, without the row, with the customer, and what all share. */
const loaded = ({ columns }: Target): string[] => [
  'customer_id',
  'account_id',
  'key',
  ...columns,
  'content_hash',
  'available_on',
  'available_assumed',
  'source',
  'recorded_at',
];

/** Whether nothing of this kind was ever loaded of the source, and every account is kept in the currencies that the mapping makes. */
export async function isFirst(tx: Tx, { fact, money }: Target, source: string, made: readonly string[]): Promise<boolean> {
  const [row] = await tx<{ there: boolean }[]>`select exists (select from assay.coverage where source = ${source} and fact = ${fact.name}) as there`;
  if (row?.there !== false) return false;
  return !money || made.length === 0 || (await currencies(tx)).every((currency) => made.includes(currency));
}

export const copyRows = (tx: Tx, target: Target, bytes: Uint8Array): Promise<void> => copyBytes(tx, target.table, loaded(target), [bytes]);

/** The customer of each of these owners; who is not there is not known. */
export async function customersOf(tx: Tx, { directory, owner }: Target, owners: readonly string[]): Promise<[owner: string, customer: string][]> {
  const rows = await tx<{ owner: string; customer: string }[]>`
    select ${tx(owner)} as owner, customer_id as customer from ${tx(directory)} where ${tx(owner)} = any(${owners as string[]}::uuid[])`;
  return rows.map(({ owner: found, customer }) => [found, customer]);
}

/**
 * Whether the rows just loaded hold what only staging can sort out: a key on several rows, a reference to what is not there, or one to what refers on
 * (which may go round in a circle).
 */
export async function isSurprising(tx: Tx, { table, references }: Target, source: string): Promise<boolean> {
  const t = tx(table);
  // Sorted, not grouped: grouping hashes every key, and takes half as long again.
  const [keys] = await tx<{ twice: boolean }[]>`select count(distinct key) < count(*) as twice from ${t} where source = ${source}`;
  if (keys?.twice === true) return true;
  for (const { column, table: other, own } of references) {
    const missing = await tx`
      select from ${t} t where t.source = ${source} and t.${tx(column)} is not null and not exists (
        select from ${tx(other)} b where b.customer_id = t.customer_id and b.account_id = t.account_id and b.key = t.${tx(column)}
          ${own ? tx`and b.${tx(column)} is null` : tx``}) limit 1`;
    if (missing.length > 0) return true;
  }
  return false;
}
