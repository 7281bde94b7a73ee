import { beforeAll, describe, expect, it } from 'vitest';
import { auditor } from '../../../src/audit/chain/auditor.ts';
import { checkpointer } from '../../../src/audit/chain/checkpointer.ts';
import type { Sql } from '../../../src/db/client.ts';
import { ensureRole } from '../../../src/db/role.ts';
import { database, poolOn } from '../../database.ts';

const at = '2026-11-22T10:00:00.000Z';
let owner: Sql;
let partner: string;
beforeAll(async () => {
  owner = await database();
  const app = poolOn(owner);
  await auditor(app, { now: () => at }).append({ stream: 'staff', body: { kind: 'test' } });
  await checkpointer(app, { now: () => at, sign: async () => 'signed' }).close();
  partner = await ensureRole(owner, new Map([['customer', ['name']]]));
});

/** What Postgres says to a statement as a role; nothing of it stays. */
const as = (role: string, statement: string): Promise<string> =>
  owner
    .begin(async (tx) => {
      await tx.unsafe(`set local role ${role}`);
      await tx.unsafe(statement);
      throw new Error('allowed');
    })
    .then(String, (error: Error) => error.message);
/** The role that owns the tables, where it is no superuser. */
const asOwner = (statement: string): Promise<string> =>
  owner
    .begin(async (tx) => {
      await tx.unsafe('create role made_owner; grant usage, create on schema assay to made_owner');
      for (const table of ['audit_entry', 'audit_checkpoint', 'audit_fields']) await tx.unsafe(`alter table assay.${table} owner to made_owner`);
      await tx.unsafe('set local role made_owner');
      await tx.unsafe(statement);
      throw new Error('allowed');
    })
    .then(String, (error: Error) => error.message);

const changes = ['audit_entry', 'audit_checkpoint', 'audit_fields'].flatMap((table) => {
  const column = table === 'audit_fields' ? 'digest' : 'hash';
  return [`update assay.${table} set ${column} = 'x'`, `delete from assay.${table}`].map((statement): [string, string] => [
    statement,
    `permission denied for table ${table}`,
  ]);
});

describe('what is on record', () => {
  it.each<[string, string]>([
    ...changes,
    ['truncate assay.audit_entry', 'permission denied for table audit_entry'],
    ['delete from assay.audit_head', 'permission denied for table audit_head'],
    ['truncate assay.audit_head', 'permission denied for table audit_head'],
    ['drop table assay.audit_entry', 'must be owner of table audit_entry'],
    [
      `insert into assay.audit_entry select * from assay.audit_entry on conflict (stream, seq) do update set hash = 'x'`,
      'permission denied for table audit_entry',
    ],
    ['select * from assay.audit_entry', 'allowed'],
  ])('as the server: %s', async (statement, said) => expect(await as('assay_app', statement)).toBe(said));

  it.each<[string, string]>(changes)('as the owner of the tables: %s', async (statement, said) => expect(await asOwner(statement)).toBe(said));

  it.each(['audit_entry', 'audit_head', 'audit_checkpoint', 'audit_fields'])('is not there for a partner: %s', async (table) => {
    for (const statement of [`select from assay.${table}`, `delete from assay.${table}`, `truncate assay.${table}`])
      expect(await as(partner, statement)).toBe(`permission denied for table ${table}`);
  });
});
