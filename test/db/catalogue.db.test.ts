import { beforeAll, expect, test } from 'vitest';
import { facts as consumption } from '../../src/consumption/fact.ts';
import { facts as customer } from '../../src/customer/fact.ts';
import type { Sql } from '../../src/db/client.ts';
import { facts as payment } from '../../src/payment/fact.ts';
import { database } from '../database.ts';

interface Table {
  name: string;
  columns: string[];
  /** Columns of the primary key, in its order. */
  key: string[];
}

/** The golden record is derived: its facts are the source records. */
const factTables = ['source_record', ...[...customer, ...consumption, ...payment].map((fact) => fact.name).filter((name) => name !== 'customer')];

let sql: Sql;
let tables: Table[];
beforeAll(async () => {
  sql = await database();
  tables = await sql<Table[]>`
    select class.relname as name,
      array(select attname::text || ' ' || format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end
        from pg_attribute where attrelid = class.oid and attnum > 0 and not attisdropped) as columns,
      array(select attname::text from pg_index, unnest(indkey) with ordinality as part (attnum, at)
        join pg_attribute using (attnum) where indrelid = class.oid and attrelid = class.oid and indisprimary order by part.at) as key
    from pg_class class where class.relnamespace = 'assay'::regnamespace and class.relkind in ('r', 'p') order by 1`;
});

const named = (name: string): Table | undefined => tables.find((table) => table.name === name);
const isDirectory = (name: string): boolean => name.endsWith('_directory');

test('the schema holds what the rooms declare', () => {
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['setting', 'customer', ...factTables]));
});

test('no triggers', async () => {
  expect(
    await sql`select tgname from pg_trigger join pg_class on pg_class.oid = tgrelid where relnamespace = 'assay'::regnamespace and not tgisinternal`,
  ).toHaveLength(0);
});

test('no sequences and no identity columns', async () => {
  expect(await sql`select relname from pg_class where relnamespace = 'assay'::regnamespace and relkind = 'S'`).toHaveLength(0);
  expect(
    await sql`select attname from pg_attribute join pg_class on pg_class.oid = attrelid where relnamespace = 'assay'::regnamespace and attidentity <> ''`,
  ).toHaveLength(0);
});

test('facts and their history have no foreign keys', async () => {
  const names = factTables.flatMap((name) => [name, `${name}_history`]);
  const found =
    await sql`select conname from pg_constraint join pg_class on pg_class.oid in (conrelid, confrelid) where contype = 'f' and relnamespace = 'assay'::regnamespace and relname in ${sql(names)}`;
  expect(found).toHaveLength(0);
});

test('every table has a primary key', () => {
  expect(tables.filter(({ key }) => key.length === 0).map(({ name }) => name)).toEqual([]);
});

test('what belongs to a customer starts its key with the customer; a directory does not', () => {
  const owned = tables.filter(({ columns }) => columns.some((column) => column.startsWith('customer_id ')));
  const wrong = owned.filter(({ name, key }) => (key[0] === 'customer_id') === isDirectory(name));
  expect(wrong.map(({ name, key }) => `${name} (${key.join(', ')})`)).toEqual([]);
});

test('every fact has a history twin of the same columns with the instant it was superseded', () => {
  const twins = [
    ...new Set([
      ...factTables,
      ...tables
        .map(({ name }) => name)
        .filter((name) => name.endsWith('_history'))
        .map((name) => name.replace(/_history$/, '')),
    ]),
  ];
  // A column that came later stands behind the others.
  for (const name of twins)
    expect(named(`${name}_history`)?.columns.toSorted(), name).toEqual(
      [...(named(name)?.columns ?? []), 'superseded_at timestamp(3) with time zone not null'].sort(),
    );
});
