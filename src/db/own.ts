import { contentHash } from '../base/digest.ts';
import { type Fact, snake } from '../base/fact.ts';
import type { Instant } from '../base/time.ts';
import type { Db, Tx } from './client.ts';
import { type FactRow, factColumns } from './read.ts';

/** A row of a fact that the installation keeps itself: whose, its key, its columns by their names, and the system or person that said so. */
export type OwnRow = Record<string, unknown> & {
  readonly customerId: string;
  readonly accountId?: string | null;
  readonly key: string;
  readonly source: string;
};

const ownersOf = (fact: Fact): string[] => (fact.owner === 'account' ? ['customerId', 'accountId'] : ['customerId']);
const identityOf = (fact: Fact): string[] => [...ownersOf(fact), fact.day as string, 'key'];
const kept = ['source', 'contentHash', 'availableOn', 'availableAssumed', 'recordedAt'];

/**
 * The rows as the table takes them. What the installation says itself was there to be known on the day it is about: who
 * decided it later is told by recordedAt.
 */
function written(fact: Fact, rows: readonly OwnRow[], recordedAt: Instant): string {
  const columns = Object.keys(fact.columns);
  return JSON.stringify(
    rows.map((row) => {
      const content = Object.fromEntries(columns.map((name) => [snake(name), row[name] ?? null]));
      const owners = Object.fromEntries(ownersOf(fact).map((name) => [snake(name), row[name]]));
      const known = { available_on: row[fact.day as string], available_assumed: true, recorded_at: recordedAt };
      return { ...content, ...owners, key: row.key, source: row.source, content_hash: contentHash(JSON.stringify(content)), ...known };
    }),
  );
}

/** Adds rows of a fact of the installation's own, recorded at an instant that `takeRecordedAt` gave. */
export async function addOwn(tx: Tx, fact: Fact, rows: readonly OwnRow[], recordedAt: Instant): Promise<void> {
  const table = `assay.${fact.name}`;
  await tx.unsafe(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::text::jsonb)`, [written(fact, rows, recordedAt)], {
    prepare: true,
  });
}

/** Puts rows in the place of those of the same owner, day and key, which go to the history. */
export async function replaceOwn(tx: Tx, fact: Fact, rows: readonly OwnRow[], recordedAt: Instant): Promise<void> {
  const table = `assay.${fact.name}`;
  const names = [...new Set([...identityOf(fact), ...Object.keys(fact.columns), ...kept])].map(snake).join(', ');
  const same = identityOf(fact).map((name) => `t.${snake(name)} = r.${snake(name)}`);
  await tx.unsafe(
    `with gone as (
      delete from ${table} t using jsonb_populate_recordset(null::${table}, $1::text::jsonb) r where ${same.join(' and ')} returning t.*)
    insert into ${table}_history (${names}, superseded_at) select ${names}, $2::timestamptz from gone`,
    [written(fact, rows, recordedAt), recordedAt],
    { prepare: true },
  );
  await addOwn(tx, fact, rows, recordedAt);
}

/** The rows of a fact of one customer, all accounts together, as they are current now, in the order of their days. */
export async function ownRows(db: Db, fact: Fact, customerId: string): Promise<FactRow[]> {
  const text = `select ${factColumns(fact, 'f')} from assay.${fact.name} f where f.customer_id = $1::uuid order by f.${snake(fact.day as string)}, f.key`;
  return [...(await db.unsafe<FactRow[]>(text, [customerId], { prepare: true }))];
}

/** A row's place: whose, and its key. */
export interface Place {
  readonly customerId: string;
  readonly accountId: string | null;
  readonly key: string;
}

/** Whether there is a current row of any fact at a place. */
export async function isThere(db: Db, fact: Pick<Fact, 'name' | 'owner'>, { customerId, accountId, key }: Place): Promise<boolean> {
  const ids = fact.owner === 'account' ? [customerId, key, accountId as string] : [customerId, key];
  const text = `select from assay.${fact.name} where customer_id = $1::uuid and key = $2::uuid ${ids.length > 2 ? 'and account_id = $3::uuid' : ''} limit 1`;
  return (await db.unsafe(text, ids, { prepare: true })).length > 0;
}

/** An account under its customer. */
export type AccountPlace = readonly [customerId: string, accountId: string];

/** Of these accounts the first that there is not. */
export async function missingAccount(db: Db, accounts: readonly AccountPlace[]): Promise<AccountPlace | undefined> {
  const [row] = await db<{ customerId: string; accountId: string }[]>`
    select o.customer_id as "customerId", o.account_id as "accountId"
    from unnest(${accounts.map(([id]) => id)}::uuid[], ${accounts.map(([, id]) => id)}::uuid[]) with ordinality as o (customer_id, account_id, at)
    where not exists (select from assay.account a where a.customer_id = o.customer_id and a.account_id = o.account_id) order by o.at limit 1`;
  return row && [row.customerId, row.accountId];
}
