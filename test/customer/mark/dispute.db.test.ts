import { beforeAll, expect, test } from 'vitest';
import type { Acting } from '../../../src/approval/handler.ts';
import { approvalsById } from '../../../src/approval/store.ts';
import { vote } from '../../../src/approval/vote.ts';
import type { Scope } from '../../../src/base/scope.ts';
import { addEntry } from '../../../src/customer/list/add.ts';
import { listEntry } from '../../../src/customer/list/fact.ts';
import { dispute } from '../../../src/customer/mark/dispute.ts';
import { handlers } from '../../../src/customer/mark/handlers.ts';
import type { Effect } from '../../../src/customer/mark/mark.ts';
import type { Sql } from '../../../src/db/client.ts';
import type { FactRow } from '../../../src/db/read.ts';
import { indicatorShape } from '../../../src/rating/indicator.ts';
import { known } from '../../../src/rating/known.ts';
import { always } from '../../../src/rating/measure/parts.ts';
import { prepare } from '../../../src/rating/prepare.ts';
import { database } from '../../database.ts';
import { tell } from '../staging.ts';

const today = '2026-06-10';
const acting = (who: string, scopes: readonly Scope[] = ['dispute.approve']): Acting => ({
  who,
  at: `${today}T10:00:00.000Z`,
  today,
  holds: (scope) => scopes.includes(scope),
});
let sql: Sql;
let customerId: string;
beforeAll(async () => {
  sql = await database();
  await tell(sql, 'crm', [{ key: 'A', kind: 'person', name: 'Ann' }]);
  [{ customerId }] = (await sql`select customer_id as "customerId" from assay.customer`) as unknown as [{ customerId: string }];
});

/** An entry on a list of its own days, so that each test has a fact of its own. */
let entries = 0;
async function entry(): Promise<FactRow> {
  entries += 1;
  const month = (at: number) => `2025-${String(at).padStart(2, '0')}-01`;
  const wanted = { customerId, list: 'watch', cause: 'arrears', text: 'x', startedOn: month(entries), expiresOn: month(entries + 1) };
  return (await sql.begin((tx) => addEntry(tx, wanted, acting('ann')))).entry as FactRow;
}
const ask = ({ key }: FactRow, effect: Effect, untilOn: string | null = null) =>
  sql.begin((tx) => dispute(tx, { fact: listEntry, customerId, accountId: null, key, text: 'Never late.', effect, untilOn }, acting('ann')));
async function decide(approvalId: string | null, who = 'bob', choice: 'approve' | 'refuse' = 'approve', scopes?: Scope[]) {
  const digest = (await approvalsById(sql, [approvalId as string])).get(approvalId as string)?.digest as string;
  return sql.begin((tx) => vote(tx, handlers, { approvalId: approvalId as string, digest, choice, comment: 'Seen.' }, acting(who, scopes)));
}
/** How many entries on lists indicators read. */
async function counted(): Promise<unknown> {
  const shape = { fact: 'list_entry', measure: 'count', where: [], unit: 'entry', better: 'lower', label: { en: 'x', zh: 'x' } };
  const reader = await prepare(sql, { entries: indicatorShape.parse(shape) }, today, always);
  return (await known(sql, reader, [customerId]))[0]?.values[0];
}
const standing = async (key: string): Promise<number> => (await sql`select from assay.mark where marked = ${key}`).length;

test('who asks to leave a fact out cannot agree to it, nor can somebody without the scope', async () => {
  const fact = await entry();
  const before = await counted();
  const { mark, approvalId } = await ask(fact, 'left_out');
  expect(mark).toBeNull();
  await expect(decide(approvalId, 'ann')).rejects.toMatchObject({ code: 'APPROVAL_AUTHOR_CANNOT_APPROVE' });
  await expect(decide(approvalId, 'bob', 'approve', ['list.approve'])).rejects.toMatchObject({ code: 'APPROVAL_SCOPE_MISSING' });
  expect([await counted(), await standing(fact.key)]).toEqual([before, 0]);
});

test('indicators read the fact until a second person has agreed; a refused request changes nothing', async () => {
  const fact = await entry();
  const { value: before } = (await counted()) as { value: number };
  await decide((await ask(fact, 'left_out')).approvalId, 'bob', 'refuse');
  expect([await counted(), await standing(fact.key)]).toEqual([{ state: 'value', value: before }, 0]);
  const { approvalId } = await ask(fact, 'left_out');
  expect(await counted()).toEqual({ state: 'value', value: before });
  await decide(approvalId);
  expect([await counted(), await standing(fact.key)]).toEqual([{ state: 'value', value: before - 1 }, 1]);
});

test('one mark of a fact is asked for at a time, and none while one stands', async () => {
  const fact = await entry();
  const { approvalId } = await ask(fact, 'left_out', '2026-07-01');
  await expect(ask(fact, 'left_out', '2026-08-01')).rejects.toMatchObject({ code: 'APPROVAL_PENDING' });
  await decide(approvalId);
  await expect(ask(fact, 'left_out')).rejects.toMatchObject({ code: 'MARK_STANDING' });
  await expect(ask(fact, 'counts')).rejects.toMatchObject({ code: 'MARK_STANDING' });
});

test('a fact that was marked meanwhile is not marked again: the vote is undone', async () => {
  const fact = await entry();
  const { approvalId } = await ask(fact, 'left_out');
  expect((await ask(fact, 'counts')).mark).toMatchObject({ effect: 'counts' });
  await expect(decide(approvalId)).rejects.toMatchObject({ code: 'MARK_STANDING' });
  expect(await standing(fact.key)).toBe(1);
  expect((await approvalsById(sql, [approvalId as string])).get(approvalId as string)).toMatchObject({ state: 'submitted', votes: [] });
});
