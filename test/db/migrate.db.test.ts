import { beforeAll, expect, test } from 'vitest';
import { connect, type Sql } from '../../src/db/client.ts';
import { databaseProblem } from '../../src/db/failure.ts';
import { migrate } from '../../src/db/migrate.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

test('migrating again changes nothing and tells the settings that hold', async () => {
  expect(await migrate(sql, { timeZone: undefined, currency: undefined })).toEqual({ timeZone: 'UTC', currency: 'EUR' });
  expect(await migrate(sql, { timeZone: 'UTC', currency: 'EUR' })).toEqual({ timeZone: 'UTC', currency: 'EUR' });
});

test.each([
  [
    { timeZone: undefined, currency: 'USD' },
    { name: 'currency', kept: 'EUR', given: 'USD', variable: 'ASSAY_CURRENCY' },
  ],
  [
    { timeZone: 'Asia/Taipei', currency: undefined },
    { name: 'timeZone', kept: 'UTC', given: 'Asia/Taipei', variable: 'ASSAY_TIME_ZONE' },
  ],
])('refuses another setting than the first migrate kept: %o', async (settings, params) => {
  await expect(migrate(sql, settings)).rejects.toMatchObject({ code: 'DB_SETTING_DIFFERS', params });
});

test('programs that migrate an empty database at once make one schema', async () => {
  await sql`drop schema assay cascade`;
  await Promise.all(Array.from({ length: 4 }, () => migrate(sql, { timeZone: 'Asia/Taipei', currency: 'TWD' })));
  const [row] = await sql<{ tables: number }[]>`select count(*) as tables from assay.migration`;
  expect(row?.tables).toBeGreaterThan(0);
});

test('says what it lacks where the extension is out of reach', async () => {
  await sql`drop schema assay cascade`;
  await sql`create schema elsewhere`;
  await sql`alter extension pg_trgm set schema elsewhere`;
  await expect(migrate(sql, { timeZone: undefined, currency: undefined })).rejects.toMatchObject({ code: 'DB_EXTENSION', params: { name: 'pg_trgm' } });
  await sql`alter extension pg_trgm set schema public`;
  await migrate(sql, { timeZone: 'Asia/Taipei', currency: 'TWD' });
});

test('refuses a database that a newer Assay migrated', async () => {
  await sql`insert into assay.migration (tag, digest, applied_at) values ('9999_later', '', now())`;
  await expect(migrate(sql, { timeZone: undefined, currency: undefined })).rejects.toMatchObject({ code: 'DB_NEWER', params: { tag: '9999_later' } });
  await sql`delete from assay.migration where tag = '9999_later'`;
});

test('refuses a migration whose text changed after it was applied', async () => {
  await sql`update assay.migration set digest = 'other'`;
  await expect(migrate(sql, { timeZone: undefined, currency: undefined })).rejects.toMatchObject({ code: 'DB_MIGRATION_CHANGED' });
});

test('a database that does not answer, or refuses, is a problem with the place and without the password', async () => {
  const away = connect('postgres://user:word@127.0.0.1:1/base', { max: 1 });
  const error = await away`select 1`.catch((fault: unknown) => fault);
  expect(databaseProblem(error, '127.0.0.1:1/base')).toMatchObject({ code: 'DB_UNREACHABLE', params: { place: '127.0.0.1:1/base' } });
  const nowhere = connect(
    new URL('/nowhere', `postgres://${sql.options.user}:${encodeURIComponent(String(sql.options.pass))}@${sql.options.host[0]}:${sql.options.port[0]}`).href,
    { max: 1 },
  );
  const missing = await nowhere`select 1`.catch((fault: unknown) => fault);
  expect(databaseProblem(missing, 'here')).toMatchObject({ code: 'DB_REFUSED' });
  expect(databaseProblem(new Error('a bug'), 'here')).toBeUndefined();
  await Promise.all([away.end(), nowhere.end()]);
});
