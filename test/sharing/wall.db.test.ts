import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { project } from '../../src/access/projection.ts';
import type { Sql, Tx } from '../../src/db/client.ts';
import { columnsOf } from '../../src/db/columns.ts';
import { underRole } from '../../src/db/enter.ts';
import { ensureRole } from '../../src/db/role.ts';
import { columnsBelow } from '../../src/graphql/below.ts';
import { reads, schema } from '../../src/server/schema.ts';
import { everything } from '../../src/sharing/agreement/grain.ts';
import { type Consent, holds } from '../../src/sharing/consent/consent.ts';
import { database, poolOn } from '../database.ts';
import { anyConsent, anyNeeded } from './consent/drafts.ts';

const id = (place: number): string => `018f0000-0000-7000-8000-${String(place).padStart(12, '0')}`;
const [bank, other] = [id(1), id(2)];
const customers = 20_000;
const customerId = (place: number): string => id(1_000_000 + place);

let sql: Sql;
let pool: Sql;
/** A role that may select every column there is: only rows are kept from it. */
let role: string;
let texts: string[];
beforeAll(async () => {
  sql = await database();
  await sql`
    insert into assay.customer (customer_id, kind, name, name_key, attributes, provenance, recorded_at)
    select ('018f0000-0000-7000-8000-' || lpad((1000000 + n)::text, 12, '0'))::uuid, 'person', 'Person ' || n, 'person ' || n, '{}', '{}', '2026-01-01' from generate_series(0, ${customers - 1}) as n`;
  // The bank may ask about everybody, the other about one.
  await sql`
    insert into assay.consent (customer_id, consent_id, partner_id, purpose, scopes, text_version, language, given_by, evidence, given_on, valid_from, recorded_at, recorded_by)
    select customer_id, gen_random_uuid(), ${bank}, 'loan', '{profile.identity,payment.summary}', '1', 'en', 'customer', '{}', '2026-01-01', '2026-01-01', '2026-01-01', 'test' from assay.customer`;
  await sql`insert into assay.consent select * from jsonb_populate_recordset(null::assay.consent, (
    select jsonb_agg(to_jsonb(c) || jsonb_build_object('partner_id', ${other}::text, 'consent_id', gen_random_uuid())) from assay.consent c where customer_id = ${customerId(7)}))`;
  await sql`
    insert into assay.bill (customer_id, account_id, key, period, amount_due_minor, due_on, source, content_hash, available_on, available_assumed, recorded_at)
    select customer_id, customer_id, gen_random_uuid(), d::date, 100, d::date + 20, 'crm', 1, '2026-01-01', true, '2026-01-01'
    from assay.customer, generate_series(date '2026-01-01', date '2026-03-01', '1 month') as d`;
  for (const partner of [bank, other]) {
    await sql`insert into assay.partner ${sql({ partner_id: partner, name: partner, title: partner, kind: 'lender', state: 'active', state_at: '2026-01-01', contacts: '[]', sandbox: false, clock_seconds: 0, subject_key: Buffer.alloc(1), added_at: '2026-01-01' } as never)}`;
    await sql`insert into assay.consent_directory (partner_id, kind, name, customer_id) values (${partner}, 'reference', 'a', ${customerId(7)})`;
  }
  await sql`analyze assay.customer, assay.consent, assay.bill`;
  const all = await sql<{ table: string; columns: string[] }[]>`
    select c.relname as "table", array_agg(a.attname::text) as columns from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'assay'::regnamespace and c.relkind = 'r' group by c.relname`;
  role = await ensureRole(sql, new Map(all.map((each) => [each.table, each.columns])));
  pool = poolOn(sql, { max: 2, role: await ensureRole(sql, new Map()) });
  const seen = project(schema(), everything);
  texts = columnsBelow({ schema: seen, full: schema(), reads: reads() }, 'Customer');
});

const settings = { partner: bank, purpose: 'loan', scopes: 'profile.identity', since: '2026-01-01', shift: '0' };
const count = async (from: string, more: Partial<typeof settings> = {}): Promise<number> =>
  (
    (await underRole<{ count: number }>(pool, { role, settings: { ...settings, ...more } }, `select count(*)::int as count from assay.${from}`, []))[0] as {
      count: number;
    }
  ).count;

describe('row security', () => {
  test('is on for everything that belongs to a customer or a partner, for the owner it is not forced', async () => {
    const rows = await sql<{ name: string; on: boolean; forced: boolean; policies: string[] }[]>`
      select c.relname as name, c.relrowsecurity as on, c.relforcerowsecurity as forced,
        array(select polname::text || ' ' || polcmd::text from pg_policy where polrelid = c.oid order by 1) as policies
      from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary
      where c.relnamespace = 'assay'::regnamespace and c.relkind = 'r' and (
        exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'partner_id')
        or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id' and a.attnum = i.indkey[0])
        or c.relname = 'identifier_directory')`;
    expect(rows.length).toBeGreaterThan(50);
    for (const { name, ...security } of rows) expect(security, name).toEqual({ on: true, forced: false, policies: ['app *', 'partner r'] });
  });

  test('every table of a partner is under it', async () => {
    const reached = [...(await columnsOf(sql, texts)).keys()];
    const free = await sql<
      { name: string }[]
    >`select relname as name from pg_class where relnamespace = 'assay'::regnamespace and relname = any(${reached}) and not relrowsecurity`;
    // Nothing of one customer: what is declared, loaded and rated by at all.
    expect(free.map(({ name }) => name).sort()).toEqual(['attribute', 'coverage', 'ruleset_activation', 'ruleset_version']);
  });

  test('without the settings there are no rows, in no table of a customer or a partner', async () => {
    const tables = await sql<{ name: string }[]>`select relname as name from pg_class where relnamespace = 'assay'::regnamespace and relrowsecurity`;
    for (const { name } of tables)
      expect((await underRole<{ count: number }>(pool, { role, settings: {} }, `select count(*)::int as count from assay.${name}`, []))[0]?.count, name).toBe(
        0,
      );
  });

  test.each<[string, Partial<typeof settings>, number]>([
    ['all settings', {}, customers],
    ['another partner', { partner: other }, 1],
    ['a partner that nobody knows', { partner: id(9) }, 0],
    ['no partner', { partner: '' }, 0],
    ['another purpose', { purpose: 'letting' }, 0],
    ['no purpose', { purpose: '' }, 0],
    ['a scope that nobody consented to', { scopes: 'profile.identity,profile.contact' }, 0],
    ['every scope consented to', { scopes: 'payment.summary,profile.identity' }, customers],
    ['a clock before the consents', { shift: String(-400 * 86_400 * 10) }, 0],
  ])('with %s the golden records are those that consented', async (_, more, expected) => {
    expect(await count('customer', more)).toBe(expected);
  });

  test.each([
    ['', 0],
    ['2026-01-01', 3],
    ['2026-01-02', 2],
    ['2026-03-01', 1],
    ['2026-03-02', 0],
    ['-infinity', 3],
  ])('facts since %j are told from their day on', async (since, expected) => {
    expect(await count(`bill where customer_id = '${customerId(7)}'`, { since })).toBe(expected);
  });

  test("what is a partner's own it alone sees", async () => {
    for (const table of ['partner', 'consent_directory']) expect(await count(table), table).toBe(1);
    expect([await count('consent'), await count('consent', { partner: other })]).toEqual([customers, 1]);
  });

  test('who is not a partner, the server nor the owner sees nothing, whatever the settings', async () => {
    await sql.begin(async (tx) => {
      await tx`create role assay_stranger`;
      await tx`grant usage on schema assay to assay_stranger`;
      await tx`grant select on all tables in schema assay to assay_stranger`;
      await tx`set local role assay_stranger`;
      expect(await tx`select from assay.customer`).toHaveLength(0);
      await tx`reset role`;
      await tx`drop owned by assay_stranger`;
      await tx`drop role assay_stranger`;
    });
  });
});

describe('plans under the role of a partner that everybody consented to', () => {
  interface Node {
    readonly 'Node Type': string;
    readonly 'Relation Name'?: string;
    readonly 'Subplan Name'?: string;
    readonly Plans?: readonly Node[];
  }
  const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

  const taken = (text: string): number => Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));

  /** The plan for any values, as one that is kept is made. */
  const planned = async (text: string): Promise<{ nodes: Node[]; json: string }> =>
    (await sql.begin(async (tx) => {
      await tx.unsafe(
        Object.entries(settings)
          .map(([name, value]) => `set local assay.${name} = '${value}'`)
          .join('; '),
      );
      await tx.unsafe(`set local role ${role}; set local plan_cache_mode = force_generic_plan; prepare asked as ${text}`);
      const [row] = await tx.unsafe(`explain (format json) execute asked(${Array(taken(text)).fill('null').join(', ')})`);
      await tx.unsafe('deallocate asked');
      const [{ Plan }] = row?.['QUERY PLAN'] as [{ Plan: Node }];
      return { nodes: nodesOf(Plan), json: JSON.stringify(Plan) };
    })) as { nodes: Node[]; json: string };
  const large = ['customer', 'consent', 'bill'];

  test.each([
    ['a golden record', 'select name from assay.customer where customer_id = $1::uuid'],
    ['golden records', 'select c.name from unnest($1::uuid[]) as a (id) left join assay.customer c on c.customer_id = a.id'],
    ['bills', 'select period from assay.bill where customer_id = $1::uuid and account_id = $2::uuid order by period desc, key limit $3::int'],
    ['who carries an identifier', `select customer_id from assay.identifier_directory where kind = $1::text and hash = decode($2::text, 'hex')`],
  ])('%s are looked up by index, and so is each consent', async (_, text) => {
    const { nodes, json } = await planned(text);
    for (const node of nodes.filter(({ 'Relation Name': name }) => large.includes(name ?? ''))) expect(node['Node Type']).toMatch(/Index/);
    expect(json).not.toContain('hashed');
    expect(nodes.some((node) => node['Relation Name'] === 'consent')).toBe(true);
  });

  test('everything that a partner can ask about a customer is', async () => {
    for (const text of texts) {
      const { nodes, json } = await planned(`${text} where subject.customer_id = $${taken(text) + 1}::uuid`);
      const walked = nodes.filter((node) => large.includes(node['Relation Name'] ?? '') && node['Node Type'] === 'Seq Scan');
      expect([walked, json.includes('hashed')], text.slice(0, 200)).toEqual([[], false]);
    }
  });
});

test('whatever the consents, the day asked since and what is asked: the rows are those of the pure decision', async () => {
  const people = [customerId(100_001), customerId(100_002), customerId(100_003)];
  const anyConsents = fc
    .array(fc.tuple(anyConsent, fc.constantFrom(...people)), { maxLength: 8 })
    .map((made) => made.map(([make, owner], place): Consent => ({ ...make(place), customerId: owner })));
  const days = ['2026-01-01', '2026-02-01', '2026-03-01'];
  const undone = new Error('undone');
  const inside = (work: (tx: Tx) => Promise<void>) =>
    sql
      .begin(async (tx) => {
        await work(tx);
        throw undone;
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error;
      });
  await fc.assert(
    fc.asyncProperty(anyConsents, anyNeeded, fc.constantFrom('2025-12-31', ...days, '2026-03-02'), fc.boolean(), (consents, needed, since, own) =>
      inside(async (tx) => {
        const rows = consents.map(({ customerId, consentId, purpose, scopes, givenBy, validFrom, validUntil, withdrawnAt, spotCheck }) => ({
          ...{
            customer_id: customerId,
            consent_id: consentId,
            partner_id: own ? bank : other,
            purpose,
            scopes,
            text_version: '1',
            language: 'en',
            given_by: givenBy,
          },
          ...{ evidence: {}, given_on: '2026-11-01', valid_from: validFrom, valid_until: validUntil, recorded_at: validFrom, recorded_by: 'test' },
          ...{ withdrawn_at: withdrawnAt, spot_check: spotCheck },
        }));
        await tx`insert into assay.consent select * from json_populate_recordset(null::assay.consent, ${JSON.stringify(rows)}::text::json)`;
        await tx`insert into assay.customer (customer_id, kind, name, name_key, attributes, provenance, recorded_at) select p, 'person', 'x', 'x', '{}', '{}', now() from unnest(${people}::uuid[]) as p`;
        await tx`
          insert into assay.bill (customer_id, account_id, key, period, source, content_hash, available_on, available_assumed, recorded_at)
          select p, p, p, d, 'crm', 1, d, true, now() from unnest(${people}::uuid[]) as p, unnest(${days}::date[]) as d`;
        await tx`
          select set_config('assay.partner', ${bank}, true), set_config('assay.purpose', ${needed.purpose}, true), set_config('assay.scopes', ${needed.scopes.join(',')}, true),
            set_config('assay.since', ${since}, true), set_config('assay.shift', extract(epoch from (${needed.at}::timestamptz - now()))::text, true), set_config('role', ${role}, true)`;
        const told = people.filter((person) => own && consents.some((consent) => consent.customerId === person && holds(consent, needed)));
        const seen = await tx<{ id: string }[]>`select customer_id as id from assay.customer where customer_id = any(${people}::uuid[]) order by 1`;
        expect(seen.map((row) => row.id)).toEqual(told);
        const bills = await tx<
          { id: string; period: string }[]
        >`select customer_id as id, period from assay.bill where customer_id = any(${people}::uuid[]) order by 1, 2`;
        expect([...bills]).toEqual(told.flatMap((person) => days.filter((day) => day >= since).map((period) => ({ id: person, period }))));
      }),
    ),
    { numRuns: 80 },
  );
});
