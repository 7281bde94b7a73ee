import type { Db, Sql, Tx } from './client.ts';
import { bringRole, changingRoles, quote, standing } from './role.ts';

/** The role that the server's pools run as: it works on rows and never on the schema. */
export const appRole = 'assay_app';

/** What is on record is added to, never changed; the heads of the audit's chains move on. */
const kept: Readonly<Record<string, string>> = {
  audit_entry: 'select, insert',
  audit_checkpoint: 'select, insert',
  audit_fields: 'select, insert',
  log_entry: 'select, insert',
  disclosure: 'select, insert',
  field_list: 'select, insert',
  consent_withdrawal: 'select, insert',
  named_form: 'select, insert',
  audit_head: 'select, insert, update',
};
const usual = 'select, insert, update, delete';

/** What the role of the server lacks in this database. */
export interface AppLack {
  readonly login: string;
  /** It is not there, or the login cannot enter it. */
  readonly entry: boolean;
  /** Tables on which its rights are not as they should be. */
  readonly tables: readonly string[];
}

/**
 * Brings the role of the server up to date with the tables: every table in its reach but what is on record, which it only adds
 * to, and every row in its sight. Answers false where the login has not the right to: then the server runs as the login itself.
 */
export async function bringApp(sql: Sql): Promise<boolean> {
  const lack = await appLack(sql);
  if (!lack.entry && lack.tables.length === 0) return true;
  if (lack.entry && !(await standing(sql, appRole)).makes) return false;
  await changingRoles(sql, async (tx) => {
    await bringRole(tx, appRole, 'The server of Assay: it works on rows, never on the schema.');
    await tx.unsafe(`grant usage on schema assay to ${appRole}`);
    for (const table of (await appLack(tx)).tables) await grantApp(tx, table);
  });
  return true;
}

/** The role for the server's pools; nothing where they must run as the login. */
export async function usableApp(sql: Sql): Promise<string | undefined> {
  const { entry, tables } = await appLack(sql);
  return entry || tables.length > 0 ? undefined : appRole;
}

async function grantApp(tx: Tx, table: string): Promise<void> {
  const name = `assay.${quote(table)}`;
  await tx.unsafe(`revoke all on ${name} from ${appRole}; grant ${kept[table] ?? usual} on ${name} to ${appRole}`);
  // Of use where row security is on only; one that came too early would do no harm.
  await tx.unsafe(`drop policy if exists app on ${name}; create policy app on ${name} to ${appRole} using (true) with check (true)`);
}

/** What the role of the server lacks; a table under row security without a policy of its own would look empty to it. */
export async function appLack(db: Db): Promise<AppLack> {
  const { login, exists, enters } = await standing(db, appRole);
  const rows = await db<{ table: string; rights: string | null; sees: boolean }[]>`
    select c.relname as "table",
      (select string_agg(lower(x.privilege_type), ', ' order by array_position(array['SELECT', 'INSERT', 'UPDATE', 'DELETE'], x.privilege_type))
        from aclexplode(c.relacl) as x where x.grantee = to_regrole(${appRole})) as rights,
      exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'app' and to_regrole(${appRole})::oid = any(p.polroles)) as sees
    from pg_class c where c.relnamespace = to_regnamespace('assay') and c.relkind in ('r', 'p') order by c.relname`;
  return {
    login,
    entry: !exists || !enters,
    tables: rows.filter(({ table, rights, sees }) => rights !== (kept[table] ?? usual) || !sees).map(({ table }) => table),
  };
}
