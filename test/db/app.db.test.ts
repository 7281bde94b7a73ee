import { beforeAll, expect, test } from 'vitest';
import { appLack, appRole, bringApp, usableApp } from '../../src/db/app.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { ensureRole } from '../../src/db/role.ts';
import { databaseUrl } from '../database.ts';

let url: string;
let owner: Sql;
let app: Sql;
beforeAll(async () => {
  url = await databaseUrl();
  owner = connect(url);
  app = connect(url, { max: 2, role: appRole });
  return () => Promise.all([app.end(), owner.end()]);
});

test('a migrated database has the role of the server, and it lacks nothing', async () => {
  expect(await appLack(owner)).toMatchObject({ entry: false, tables: [] });
  expect(await usableApp(owner)).toBe('assay_app');
});

test('a session of the server works on rows and not on the schema', async () => {
  await app`insert into assay.source values ('crm', 1)`;
  await app`update assay.source set priority = 2 where source = 'crm'`;
  expect(await app`delete from assay.source returning source, priority`).toEqual([{ source: 'crm', priority: 2 }]);
  for (const statement of [
    'create table assay.more (one int)',
    'drop table assay.source',
    'alter table assay.source add column more int',
    'truncate assay.source',
    'alter table assay.bill disable row level security',
    'drop policy partner on assay.bill',
    'create role assay_more',
  ])
    await expect(app.unsafe(statement), statement).rejects.toMatchObject({ code: '42501' });
});

test('rows of customers are all in its sight, whatever consents there are', async () => {
  const row = {
    customer_id: '018f0000-0000-7000-8000-000000000001',
    kind: 'person',
    name: 'A',
    name_key: 'a',
    attributes: '{}',
    provenance: '{}',
    recorded_at: '2026-01-01',
  };
  await app`insert into assay.customer ${app(row as never)}`;
  expect(await app`update assay.customer set name = 'B' returning name`).toEqual([{ name: 'B' }]);
  expect(await app`delete from assay.customer returning name`).toHaveLength(1);
});

const onRecord = ['audit_entry', 'audit_checkpoint', 'log_entry', 'disclosure', 'field_list', 'consent_withdrawal', 'named_form'];
const changes = (table: string, column: string) => [`update assay.${table} set ${column} = ${column}`, `delete from assay.${table}`, `truncate assay.${table}`];

test('what is on record cannot be changed through any role of the program', async () => {
  const columns = await owner<{ table: string; columns: string[] }[]>`
    select c.relname as "table", array_agg(a.attname::text order by a.attnum) as columns from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'assay'::regnamespace and c.relkind = 'r' group by c.relname`;
  const everything = await ensureRole(owner, new Map(columns.map((each) => [each.table, each.columns])));
  for (const role of [appRole, everything, await ensureRole(owner, new Map())])
    for (const table of onRecord)
      for (const statement of changes(table, columns.find((each) => each.table === table)?.columns[0] as string)) {
        const tried = owner.begin((tx) => tx.unsafe(`set local role ${role}; ${statement}`));
        await expect(tried, `${role}: ${statement}`).rejects.toMatchObject({ code: '42501' });
      }
  for (const statement of ['delete from assay.audit_head', 'truncate assay.audit_head'])
    await expect(app.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
});

test('a table that came later, and rights that somebody changed, are brought up to date', async () => {
  await owner`create table assay.later (customer_id uuid primary key)`;
  await owner`alter table assay.later enable row level security`;
  await owner`grant truncate, delete on assay.audit_entry to assay_app`;
  await owner`drop policy app on assay.bill`;
  expect((await appLack(owner)).tables).toEqual(['audit_entry', 'bill', 'later']);
  expect(await usableApp(owner)).toBeUndefined();
  expect(await bringApp(owner)).toBe(true);
  expect((await appLack(owner)).tables).toEqual([]);
  await app`insert into assay.later values ('018f0000-0000-7000-8000-000000000001')`;
  expect(await app`select from assay.later`).toHaveLength(1);
  await owner`drop table assay.later`;
});

test("several that bring it up to date at once do not get in each other's way", async () => {
  await owner`revoke all on all tables in schema assay from assay_app`;
  const others = Array.from({ length: 3 }, () => connect(url, { max: 1 }));
  expect(await Promise.all([owner, ...others].map(bringApp))).toEqual([true, true, true, true]);
  expect((await appLack(owner)).tables).toEqual([]);
  await Promise.all(others.map((each) => each.end()));
});
