import { hash } from 'node:crypto';
import type { Db, Sql, Tx } from './client.ts';
import { problem } from './errors.ts';

/** Columns by table of the schema assay. */
export type Columns = ReadonlyMap<string, readonly string[]>;

/** The advisory lock *roles*: roles and rights of this database change one after the other. */
const lock = 0x726f6c65;
/** Codes of what two transactions do to each other that change the same role or right, whatever the database. */
const collided = new Set(['42710', '23505', 'XX000']);

/** Several selections of columns as one. */
export const joined = (...all: readonly Columns[]): Columns => {
  const found = new Map<string, string[]>();
  for (const columns of all) for (const [table, names] of columns) found.set(table, [...new Set([...(found.get(table) ?? []), ...names])].sort());
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/**
 * The role that may select exactly these columns, made when it is not there yet: `assay_p_` and a digest over the database
 * and the columns, for roles are the cluster's and another database has columns of the same names. Needs an owner's
 * connection. DB_ROLE_RIGHT where its login may neither make roles nor use one that an administrator made.
 */
export async function ensureRole(sql: Sql, columns: Columns): Promise<string> {
  const exact = joined(columns);
  return await changingRoles(sql, async (tx) => {
    const [{ name: database } = { name: '' }] = await tx<{ name: string }[]>`select current_database() as name`;
    const role = `assay_p_${hash('sha256', JSON.stringify([database, ...exact]), 'hex').slice(0, 16)}`;
    await bringRole(tx, role, `What a partner of Assay in ${database} may read.`);
    if (canonical(await grantedTo(tx, role)) !== canonical(exact)) await grant(tx, role, exact);
    return role;
  });
}

/** Changes roles and rights alone in this database; what another database of the cluster does at the same time to the same role is waited for. */
export async function changingRoles<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await sql.begin(async (tx) => {
        await tx`select pg_advisory_xact_lock(${lock})`;
        return await work(tx);
      })) as T;
    } catch (error) {
      if (attempt === attempts || !(error instanceof Error && 'code' in error && collided.has(String(error.code)))) throw error;
    }
  }
}
const attempts = 8;

interface Standing {
  /** Of the session, whatever role it has entered. */
  readonly login: string;
  readonly exists: boolean;
  /** The login can enter the role. */
  readonly enters: boolean;
  /** The login may make roles. */
  readonly makes: boolean;
}

/** Has the login own a role without login, and able to enter it. DB_ROLE_RIGHT. */
export async function bringRole(tx: Tx, role: string, comment: string): Promise<void> {
  const { login, exists, enters, makes } = await standing(tx, role);
  if (exists && enters) return;
  const [quoted, quotedLogin] = [quote(role), quote(login)];
  const steps = [...(exists ? [] : [`create role ${quoted} nologin`]), `grant ${quoted} to ${quotedLogin}`];
  if (!makes) throw problem('DB_ROLE_RIGHT', { login, role, sql: `${steps.join('; ')};` });
  if (!exists) {
    await tx.unsafe(`create role ${quoted} nologin`);
    await tx.unsafe(`comment on role ${quoted} is '${comment.replaceAll("'", "''")}'`);
  }
  if (!(await standing(tx, role)).enters) await tx.unsafe(`grant ${quoted} to ${quotedLogin}`);
}

/** How a role stands to the login of a session; whether it can be entered is a right of its own from Postgres 16 on. */
export async function standing(db: Db, role: string): Promise<Standing> {
  const [row] = await db<Standing[]>`
    select session_user::text as login, to_regrole(${role}) is not null as exists,
      coalesce(pg_has_role(session_user, to_regrole(${role}), case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end), false) as enters,
      (select rolsuper or rolcreaterole from pg_roles where rolname = session_user) as makes`;
  return row as Standing;
}

/** What a role may select of the schema's columns. A right to a whole table, or to more than read, is told as the column `*`. */
async function grantedTo(tx: Tx, role: string): Promise<Columns> {
  const rows = await tx<{ table: string; columns: string[] }[]>`
    select c.relname as "table", array_agg(g.name order by g.name collate "C") as columns
    from pg_class c cross join lateral (
      select case x.privilege_type when 'SELECT' then a.attname::text else '*' end as name from pg_attribute a cross join lateral aclexplode(a.attacl) as x
      where a.attrelid = c.oid and not a.attisdropped and x.grantee = to_regrole(${role})
      union select '*' from aclexplode(c.relacl) as x where x.grantee = to_regrole(${role})
    ) as g
    where c.relnamespace = 'assay'::regnamespace and c.relkind in ('r', 'p') group by c.relname`;
  return joined(new Map(rows.map(({ table, columns }) => [table, columns])));
}

async function grant(tx: Tx, role: string, columns: Columns): Promise<void> {
  const to = quote(role);
  const grants = [...columns].map(([table, names]) => `grant select (${names.map(quote).join(', ')}) on assay.${quote(table)} to ${to}`);
  await tx.unsafe([`revoke all on all tables in schema assay from ${to}`, `grant usage on schema assay to ${to}`, ...grants].join('; '));
}

const canonical = (columns: Columns): string => JSON.stringify([...columns]);
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
