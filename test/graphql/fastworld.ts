import { type GraphQLObjectType, getNamedType, isLeafType } from 'graphql';
import { encodeId } from '../../src/base/id.ts';
import { loadDemo } from '../../src/cli/demo.ts';
import type { Assay } from '../../src/cli/open.ts';
import type { Sql } from '../../src/db/client.ts';
import { reads, schema } from '../../src/server/schema.ts';
import { populate } from './populate.ts';
import { issueAll, rateAll } from './rated.ts';
import type { Known } from './value.ts';
import type { Ways } from './ways.ts';

export const now = '2026-11-22T10:00:00.000Z';
export const keys = { seal: [Buffer.alloc(32, 7)], cursor: Buffer.alloc(32, 3) };

/** The first people of the demo world and random ones beside them, all rated, some accounts and groups too. */
export async function fill(sql: Sql, seed: number): Promise<void> {
  const assay = { sql, keys, timeZone: 'UTC', currency: 'EUR' } as unknown as Assay;
  await loadDemo(assay, { customers: 20 }, { step: () => {}, done: () => {} });
  await populate(sql, seed);
  await sql`insert into assay.coverage select 'own', fact, '2025-01-01', '2026-12-31', ${now} from unnest(array['account_status', 'bill', 'payment']) as fact on conflict do nothing`;
  for (const subject of ['customer', 'account', 'group'] as const) await rateAll(sql, subject, '2026-09-30', now);
  await issueAll(sql, now);
  // Nobody could be rated over amounts of several currencies.
  await sql`update assay.account set currency = (array['EUR', 'JPY', 'KWD', 'CNY', 'CHF'])[1 + abs(hashtext(source_key)) % 5] where source = 'own'`;
}

/** What operations over that world may ask for. */
export async function knownIn(sql: Sql, ways: Ways): Promise<Known> {
  const ids = async (prefix: string, text: string): Promise<string[]> =>
    (await sql.unsafe<Record<string, string>[]>(text)).map((row) => encodeId(prefix, ...Object.values(row)));
  // Half of them random people with accounts, half of the demo world.
  const customer = await ids(
    'cus',
    `select customer_id from assay.customer c order by (select count(*) from assay.account a where a.customer_id = c.customer_id and a.source = 'own') desc, customer_id limit 14`,
  );
  const accounts = await ids('acc', 'select customer_id, account_id from assay.account order by account_id limit 12');
  const rating = await ids('rat', 'select customer_id, rating_id from assay.rating order by rating_id limit 9');
  const imports = await ids('imp', 'select run_id from assay.import_run limit 3');
  const keysOf = await sql<
    { source_key: string }[]
  >`select source_key from assay.source_record where source in ('own', 'crm') order by source desc, record_id limit 8`;
  const digests = await sql<{ digest: string }[]>`select digest from assay.ruleset_version`;
  return {
    ids: { customer, accounts, rating, import: imports },
    texts: {
      source: ['own', 'own', 'crm', 'other'],
      key: keysOf.map(({ source_key }) => source_key),
      dimension: ['credit', 'credit', 'credit', 'none'],
      text: ['Ann', 'Mill', '6789', 'gao'],
      after: await cursorsOf(ways),
      grades: ['A', 'B', 'C', 'D', 'E'],
      kind: ['person', 'organisation'],
      from: digests.map(({ digest }) => digest),
      to: digests.map(({ digest }) => digest),
    },
    days: ['2026-07-01', '2026-09-30', '2025-06-15', '2026-01-01', '2024-12-31', '2026-11-22', '1000-01-01', '9999-12-31'],
    rare: isUnread,
  };
}

/** A field with rows or arguments of a type that tells what its fields read, and not of this one. */
function isUnread(type: string, name: string): boolean {
  const told = reads()[type];
  const field = (schema().getType(type) as GraphQLObjectType).getFields()[name];
  return told !== undefined && field !== undefined && told[name] === undefined && (field.args.length > 0 || !isLeafType(getNamedType(field.type)));
}

async function cursorsOf(ways: Ways): Promise<string[]> {
  const all = { open: 'clear', 'portfolio.read': 'clear', 'customer.read': 'clear', 'profile.identity': 'clear', 'rating.score': 'clear' } as const;
  const cursors: string[] = [];
  for (const sort of ['NAME', 'SCORE_HIGHEST']) {
    const { body } = await ways.plain(all, { query: `{ customers(sort: ${sort}, first: 5) { edges { cursor } } }` });
    for (const { cursor } of JSON.parse(body).data.customers.edges) cursors.push(cursor);
  }
  return cursors;
}
