import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Grants, type Role, roleGrants } from '../../src/access/role.ts';
import { loadDemo } from '../../src/cli/demo.ts';
import type { Assay } from '../../src/cli/open.ts';
import type { Sql } from '../../src/db/client.ts';
import { keys, now } from '../graphql/fastworld.ts';
import { type Asked, type Ways, waysOf } from '../graphql/ways.ts';

/** A documented operation: `test/cases/<name>.graphql` and the files beside it. */
export interface Case {
  readonly name: string;
  readonly asked: Asked;
  readonly grants: Grants;
}

/** Who asks, where it is not an agent. */
const roles: Readonly<Record<string, Role>> = { profile: 'steward', provenance: 'steward', outside: 'admin' };

export const casePath = (name: string, ext: string): string => fileURLToPath(new URL(`../cases/${name}.${ext}`, import.meta.url));

export const cases: readonly Case[] = readdirSync(fileURLToPath(new URL('../cases', import.meta.url)))
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => {
    const name = file.slice(0, -'.graphql'.length);
    const path = casePath(name, 'variables.json');
    const variables = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
    const grants: Grants = { open: 'clear', ...roleGrants[roles[name] ?? 'agent'] };
    return { name, asked: { query: readFileSync(casePath(name, 'graphql'), 'utf8'), variables }, grants };
  });

/** The people of the demo world on the day it is as of; whatever a clock or chance gave is put to one instant and to names. */
export async function fillCases(sql: Sql): Promise<Ways> {
  const assay = { sql, keys, timeZone: 'UTC', currency: 'EUR' } as unknown as Assay;
  await loadDemo(assay, { customers: 20 }, { step: () => {}, done: () => {} });
  const at = '2026-07-01T06:00:00.000Z';
  const instants = await sql<{ table_name: string; column_name: string }[]>`
    select table_name, column_name from information_schema.columns
    where table_schema = 'assay' and data_type = 'timestamp with time zone' and column_name in ('recorded_at', 'linked_at', 'known_at', 'rated_at', 'activated_at')
      and table_name not like '%history' and table_name <> 'fact_clock'`;
  for (const { table_name, column_name } of instants) await sql`update ${sql(`assay.${table_name}`)} set ${sql(column_name)} = ${at}`;
  await sql`update assay.customer set provenance = regexp_replace(provenance::text, '"20\\d\\d-\\d\\d-\\d\\d[T ][^"]*"', ${`"${at}"`}, 'g')::jsonb`;
  await sql`update assay.rating set rating_id = md5(customer_id::text || as_of || subject_id)::uuid`;
  return waysOf(sql, { keys, now: () => now, today: () => '2026-07-01' });
}
