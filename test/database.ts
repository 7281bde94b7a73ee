import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { appRole } from '../src/db/app.ts';
import { connect, type Sql } from '../src/db/client.ts';
import { onServer, withDatabase } from './cluster.ts';

const open: Sql[] = [];
const made: string[] = [];
const urls = new Map<Sql, string>();

/** A fresh migrated database and a pool on it; both go when the test file ends. Call it inside `beforeAll`. */
export async function database(): Promise<Sql> {
  const url = await databaseUrl();
  const sql = connect(url);
  urls.set(sql, url);
  open.push(sql);
  return sql;
}

/** Another pool on the database of one that `database` made, by default as the server has it; it goes when the test file ends. */
export function poolOn(sql: Sql, more: Parameters<typeof connect>[1] = { role: appRole }): Sql {
  const pool = connect(urls.get(sql) as string, more);
  open.push(pool);
  return pool;
}

/** The connection string of a fresh migrated database, for tests that start the program itself. */
export async function databaseUrl(): Promise<string> {
  const name = `assay_test_${randomBytes(6).toString('hex')}`;
  await onServer(inject('server'), `create database ${name} template ${inject('template')}`);
  made.push(name);
  return withDatabase(inject('server'), name);
}

afterAll(async () => {
  await Promise.all(open.map((sql) => sql.end({ timeout: 5 })));
  for (const name of made) await onServer(inject('server'), `drop database if exists ${name} with (force)`);
  // Roles are the cluster's: those made for a database are nobody's without it.
  for (const name of made)
    await onServer(
      inject('server'),
      `do $$ declare one text; begin for one in select rolname from pg_roles where rolname like 'assay\\_p\\_%' and shobj_description(oid, 'pg_authid') like '%${name}%'
        loop execute format('drop role %I', one); end loop; end $$`,
    );
});
