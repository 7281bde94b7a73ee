import { beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/base/time.ts';
import { type Api, annId, api, at } from './world.ts';

const today = at.slice(0, 10);
const yesterday = addDays(today, -1);
let it: Api;
beforeAll(async () => {
  it = await api();
});

let keys = 0;
const whole = 'entry { id list cause text source startedOn expiresOn endedOn endCause } approvalId refusal { code message path hint }';
const act = async (name: 'addListEntry' | 'endListEntry', input: object, role: 'officer' | 'admin' = 'officer'): Promise<any> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await it.ask(role, `mutation ($input: ${type}!) { ${name}(input: $input) { ${whole} } }`, {
    variables: { input: { idempotencyKey: `key ${++keys}`, ...input } },
  });
  expect(errors).toEqual([]);
  return data?.[name];
};
const wanted = (more: object = {}) => ({ customerId: annId, list: 'vip', cause: 'strategic', text: 'Builds our network.', ...more });
const decide = async (verb: 'approve' | 'refuse', approval: string): Promise<any> => {
  const { data } = await it.ask('approver', '{ approvals(state: SUBMITTED) { edges { node { id digest } } } }');
  const { digest } = data?.['approvals'].edges.map(({ node }: { node: object }) => node).find(({ id }: { id: string }) => id === approval);
  const input = { approval, digest, comment: 'Seen.', idempotencyKey: `key ${++keys}` };
  const made = await it.ask('approver', `mutation ($input: ApprovalInput!) { ${verb}(input: $input) { approval { state } refusal { code } } }`, {
    variables: { input },
  });
  return made.data?.[verb];
};
const entries = async (): Promise<Record<string, unknown>[]> => {
  const query = 'query ($id: ID!) { customer(id: $id) { listEntries { list cause startedOn expiresOn endedOn endCause } } }';
  return (await it.ask('agent', query, { variables: { id: annId } })).data?.['customer'].listEntries;
};
const logged = async (): Promise<string[]> =>
  (await it.sql<{ what: string }[]>`select what from assay.log_entry where kind = 'list_entry' order by entry_id`).map(({ what }) => what);

test('the lists say why somebody may be on them, in the language of the request', async () => {
  const query = '{ lists { code title needsApproval causes { code text } endCauses { code } } }';
  const { data } = await it.ask('analyst', query, { language: 'zh' });
  expect(data?.['lists'].map(({ code, needsApproval }: Record<string, unknown>) => [code, needsApproval])).toEqual([
    ['bad_debt', true],
    ['vip', false],
    ['watch', false],
    ['vulnerable', false],
    ['do_not_contact', false],
  ]);
  expect(data?.['lists'][0]).toMatchObject({ title: '坏账名单', causes: expect.arrayContaining([{ code: 'fraud', text: '欠款系欺诈所致。' }]) });
});

describe('what is refused, with the place and the way out', () => {
  test.each([
    ['an unknown list', { list: 'gold' }, 'LIST_UNKNOWN', 'list', /bad_debt, vip, watch, vulnerable, do_not_contact/],
    ['a cause of another list', { cause: 'fraud' }, 'LIST_CAUSE_UNKNOWN', 'cause', /key_account, public_interest, long_standing, strategic/],
    ['a start in the future', { startedOn: addDays(today, 1) }, 'LIST_START_FUTURE', 'startedOn', /Leave `startedOn` out/],
    ['an expiry on the day it starts', { expiresOn: today }, 'LIST_EXPIRY_ORDER', 'expiresOn', /later day/],
    ['nothing said', { text: ' ' }, 'CUSTOMER_TEXT_LENGTH', 'text', /sentence/],
    ['too much said', { text: 'x'.repeat(2_001) }, 'CUSTOMER_TEXT_LENGTH', 'text', /sentence/],
    ['nobody as the source', { source: '' }, 'LIST_SOURCE_LENGTH', 'source', /leave `source` out/],
    ['an id of nobody', { customerId: 'cus_none' }, 'CUSTOMER_UNKNOWN', 'customerId', /id of a customer/],
    ['a customer that there is not', { customerId: 'cus_00000000000000000000000000' }, 'CUSTOMER_UNKNOWN', 'customerId', /id of a customer/],
  ])('%s', async (_, more, code, path, hint) => {
    const { entry, approvalId, refusal } = await act('addListEntry', wanted(more));
    expect({ entry, approvalId, code: refusal.code, path: refusal.path }).toEqual({ entry: null, approvalId: null, code, path });
    expect(refusal.hint).toMatch(hint);
  });

  test('the end of what is not there', async () => {
    const { refusal } = await act('endListEntry', { id: 'lst_none', cause: 'mistake', text: 'Over.' });
    expect(refusal).toMatchObject({ code: 'LIST_ENTRY_UNKNOWN', path: 'id' });
  });

  test('nothing of it was kept', async () => {
    expect(await it.sql`select from assay.list_entry`).toHaveLength(0);
  });
});

test('an entry takes effect at once, once per key, and nobody is put on a list twice', async () => {
  const first = await act('addListEntry', { ...wanted({ startedOn: yesterday, source: 'crm' }), idempotencyKey: 'vip' });
  expect(first).toMatchObject({ approvalId: null, refusal: null, entry: { list: 'vip', source: 'crm', startedOn: yesterday, expiresOn: null, endedOn: null } });
  expect(await act('addListEntry', { ...wanted({ startedOn: yesterday, source: 'crm' }), idempotencyKey: 'vip' })).toEqual(first);
  const again = await act('addListEntry', wanted());
  expect(again.refusal).toMatchObject({ code: 'LIST_STANDING', path: 'list' });
  expect(again.refusal.hint).toContain(first.entry.id);
  expect(await entries()).toEqual([{ list: 'vip', cause: 'strategic', startedOn: yesterday, expiresOn: null, endedOn: null, endCause: null }]);

  const end = { id: first.entry.id, cause: 'review', text: 'No longer.' };
  expect((await act('endListEntry', { ...end, cause: 'mood' })).refusal).toMatchObject({ code: 'LIST_END_CAUSE_UNKNOWN', path: 'cause' });
  expect((await act('endListEntry', { ...end, endedOn: addDays(today, 1) })).refusal).toMatchObject({ code: 'LIST_END_FUTURE', path: 'endedOn' });
  expect((await act('endListEntry', { ...end, endedOn: addDays(yesterday, -1) })).refusal).toMatchObject({ code: 'LIST_END_EARLY', path: 'endedOn' });
  expect(await act('endListEntry', end)).toMatchObject({ entry: { id: first.entry.id, expiresOn: today, endedOn: today, endCause: 'review' }, refusal: null });
  expect((await act('endListEntry', end)).refusal).toMatchObject({ code: 'LIST_OVER', path: 'id' });

  // From the day it ended the list is free again, and the new entry is another.
  const next = await act('addListEntry', wanted());
  expect(next).toMatchObject({ refusal: null, entry: { startedOn: today } });
  expect(next.entry.id).not.toBe(first.entry.id);
  expect(await logged()).toEqual(['list.add', 'list.end', 'list.add']);
});

describe('bad debt', () => {
  const debt = wanted({ list: 'bad_debt', cause: 'written_off', text: 'Written off by the board.', expiresOn: '2031-11-22' });

  test('takes effect once a second person has agreed, and is asked for once', async () => {
    const before = await entries();
    const asked = await act('addListEntry', debt, 'admin');
    expect(asked).toMatchObject({ entry: null, refusal: null, approvalId: expect.stringMatching(/^apr_/) });
    expect(await entries()).toEqual(before);
    expect((await act('addListEntry', debt)).refusal.code).toBe('APPROVAL_PENDING');
    const query = 'query ($id: ID!) { approval(id: $id) { kind title submitter why } }';
    const shown = (await it.ask('approver', query, { variables: { id: asked.approvalId } })).data?.['approval'];
    expect(shown).toMatchObject({ kind: 'list_entry', submitter: 'test admin', why: 'Written off by the board.' });
    expect(shown.title).toBe(`${annId} on the list "Bad debt" from ${today} to 2031-11-22: The debt was written off.`);
    expect(await decide('approve', asked.approvalId)).toEqual({ approval: { state: 'APPROVED' }, refusal: null });
    expect(await entries()).toContainEqual({
      list: 'bad_debt',
      cause: 'written_off',
      startedOn: today,
      expiresOn: '2031-11-22',
      endedOn: null,
      endCause: null,
    });
    expect((await act('addListEntry', debt)).refusal).toMatchObject({ code: 'LIST_STANDING' });
  });

  test('ends once a second person has agreed; refused, it stays', async () => {
    const [row] = (await it.ask('officer', 'query ($id: ID!) { customer(id: $id) { listEntries { id list } } }', { variables: { id: annId } })).data?.[
      'customer'
    ].listEntries.filter(({ list }: { list: string }) => list === 'bad_debt');
    const end = { id: row.id, cause: 'settled', text: 'Paid in full.' };
    const first = await act('endListEntry', end);
    expect(first).toMatchObject({ entry: { endedOn: null }, approvalId: expect.stringMatching(/^apr_/) });
    expect(await decide('refuse', first.approvalId)).toMatchObject({ approval: { state: 'REFUSED' } });
    const second = await act('endListEntry', end);
    expect(await decide('approve', second.approvalId)).toMatchObject({ approval: { state: 'APPROVED' }, refusal: null });
    expect(await entries()).toContainEqual({
      list: 'bad_debt',
      cause: 'written_off',
      startedOn: today,
      expiresOn: today,
      endedOn: today,
      endCause: 'settled',
    });
    expect((await logged()).slice(-6)).toEqual(['list.add', 'approval.submit', 'approval.refuse', 'approval.submit', 'approval.approve', 'list.end']);
  });

  test('is not for who only reads', async () => {
    const { errors } = await it.ask('agent', 'mutation ($input: AddListEntryInput!) { addListEntry(input: $input) { refusal { code } } }', {
      variables: { input: { ...debt, idempotencyKey: 'no' } },
    });
    expect(errors.length).toBeGreaterThan(0);
  });
});

test('a customer reads the same by one statement and by the resolvers', async () => {
  const fields = 'listEntries(last: 5, from: "2026-01-01") { id list cause text source availableOn recordedAt startedOn expiresOn endedOn endCause }';
  it.statements.length = 0;
  const fast = await it.ask('admin', `{ customer(id: "${annId}") { ${fields} } }`);
  expect(fast.errors).toEqual([]);
  expect(it.statements).toHaveLength(1);
  const slow = await it.ask('admin', `{ about { name } customer(id: "${annId}") { ${fields} } }`);
  expect(fast.data?.['customer']).toEqual(slow.data?.['customer']);
});
