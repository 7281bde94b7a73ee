import { beforeAll, describe, expect, test } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { addDays } from '../../src/base/time.ts';
import { type Api, annId, api, at } from './world.ts';

const today = at.slice(0, 10);
const customer = nameKey('crm', 'customer', 'A-1');
const account = nameKey('crm', 'account', 'card');
const accountId = encodeId('acc', customer, account);
/** September's, of which 60 of 100 are unpaid. */
const bill = encodeId('bil', customer, account, nameKey('crm', 'bill', 'card-9'));
let it: Api;
beforeAll(async () => {
  it = await api();
  await it.sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', ${at}), ('crm', 'payment', '2026-01-01', '2026-12-31', ${at})`;
});

let keys = 0;
const act = async (name: 'markFact' | 'unmarkFact', input: object): Promise<any> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const whole = 'mark { id fact accountId marked effect fromOn untilOn text source } approvalId refusal { code message path hint }';
  const { data, errors } = await it.ask('officer', `mutation ($input: ${type}!) { ${name}(input: $input) { ${whole} } }`, {
    variables: { input: { idempotencyKey: `key ${++keys}`, ...input } },
  });
  expect(errors).toEqual([]);
  return data?.[name];
};
const decide = async (verb: 'approve' | 'refuse', approval: string): Promise<any> => {
  const { data } = await it.ask('approver', 'query ($id: ID!) { approval(id: $id) { digest } }', { variables: { id: approval } });
  const input = { approval, digest: data?.['approval'].digest, comment: 'Seen.', idempotencyKey: `key ${++keys}` };
  const made = await it.ask('approver', `mutation ($input: ApprovalInput!) { ${verb}(input: $input) { approval { state } refusal { code } } }`, {
    variables: { input },
  });
  return made.data?.[verb];
};
const disputed = (more: object = {}) => ({ fact: bill, text: 'The meter was read wrongly.', ...more });
const daysPastDue = async (): Promise<number[]> => {
  const query = 'behaviour { daysPastDue bucket } accounts { number behaviour { daysPastDue bucket history(months: 2) } }';
  const fast = await it.ask('agent', `{ customer(id: "${annId}") { ${query} } }`);
  const slow = await it.ask('agent', `{ about { name } customer(id: "${annId}") { ${query} } }`);
  expect(fast.data?.['customer']).toEqual(slow.data?.['customer']);
  const { behaviour, accounts } = fast.data?.['customer'];
  return [behaviour, accounts.find(({ number }: { number: string }) => number === 'no-card').behaviour].map((each) => each.daysPastDue);
};

describe('what is refused, with the place and the way out', () => {
  test.each([
    ['an id of nothing', { fact: 'bil_none' }, 'MARK_FACT_UNKNOWN', 'fact', /lists tell/],
    ['a bill that there is not', { fact: encodeId('bil', customer, account, account) }, 'MARK_FACT_UNKNOWN', 'fact', /lists tell/],
    ['a whole account', { fact: accountId }, 'MARK_FACT_CLOSED', 'fact', /a bill, a payment/],
    ['a customer', { fact: annId }, 'MARK_FACT_CLOSED', 'fact', /a bill, a payment/],
    ['a beginning in the future', { fromOn: addDays(today, 1) }, 'MARK_FROM_FUTURE', 'fromOn', /Leave `fromOn` out/],
    ['an end on the day it begins', { untilOn: today }, 'MARK_UNTIL_ORDER', 'untilOn', /later day/],
    ['nothing said', { text: '' }, 'CUSTOMER_TEXT_LENGTH', 'text', /sentence/],
  ])('%s', async (_, more, code, path, hint) => {
    for (const effect of ['COUNTS', 'LEFT_OUT']) {
      const { mark, approvalId, refusal } = await act('markFact', disputed({ effect, ...more }));
      expect({ mark, approvalId, code: refusal.code, path: refusal.path }).toEqual({ mark: null, approvalId: null, code, path });
      expect(refusal.hint).toMatch(hint);
    }
  });

  test('the end of what is not there', async () => {
    expect((await act('unmarkFact', { id: 'mrk_none', text: 'Over.' })).refusal).toMatchObject({ code: 'MARK_UNKNOWN', path: 'id' });
  });
});

test('a disputed bill counts and is shown as marked at once; one officer alone cannot leave it out, and after the approval no indicator reads it', async () => {
  expect(await daysPastDue()).toEqual([62, 62]);
  const { mark, approvalId } = await act('markFact', disputed());
  expect(approvalId).toBeNull();
  expect(mark).toMatchObject({ fact: 'bill', accountId, marked: bill, effect: 'counts', fromOn: today, untilOn: null, source: 'test officer' });
  expect(await daysPastDue()).toEqual([62, 62]);
  expect((await act('markFact', disputed({ effect: 'LEFT_OUT' }))).refusal).toMatchObject({ code: 'MARK_STANDING', path: 'fact' });
  expect(await act('unmarkFact', { id: mark.id, text: 'Settled.' })).toMatchObject({ mark: { id: mark.id, untilOn: today }, refusal: null });
  expect((await act('unmarkFact', { id: mark.id, text: 'Again.' })).refusal).toMatchObject({ code: 'MARK_OVER', path: 'id' });

  const leaveOut = disputed({ effect: 'LEFT_OUT', untilOn: addDays(today, 20) });
  const refused = await act('markFact', leaveOut);
  expect(refused).toMatchObject({ mark: null, approvalId: expect.stringMatching(/^apr_/), refusal: null });
  expect((await act('markFact', disputed({ effect: 'LEFT_OUT' }))).refusal.code).toBe('APPROVAL_PENDING');
  expect(await daysPastDue()).toEqual([62, 62]);
  expect(await decide('refuse', refused.approvalId)).toMatchObject({ approval: { state: 'REFUSED' }, refusal: null });
  expect([await daysPastDue(), await it.sql`select from assay.mark where effect = 'left_out'`]).toEqual([[62, 62], []]);

  const asked = await act('markFact', leaveOut);
  const shown = await it.ask('approver', 'query ($id: ID!) { approval(id: $id) { kind title why } }', { variables: { id: asked.approvalId } });
  const title = `${annId}: no indicator reads the disputed fact ${bill} (bill) from ${today} to ${addDays(today, 20)}`;
  expect(shown.data?.['approval']).toEqual({ kind: 'mark', title, why: 'The meter was read wrongly.' });
  expect(await daysPastDue()).toEqual([62, 62]);
  expect(await decide('approve', asked.approvalId)).toEqual({ approval: { state: 'APPROVED' }, refusal: null });
  expect((await act('markFact', leaveOut)).refusal).toMatchObject({ code: 'MARK_STANDING', path: 'fact' });
  // The other account is late by the same bill of its own.
  expect(await daysPastDue()).toEqual([62, 0]);
  const query = `marks(last: 5) { id fact accountId marked effect fromOn untilOn text source availableOn } listEntries { id }`;
  const fast = await it.ask('analyst', `{ customer(id: "${annId}") { ${query} } }`);
  const slow = await it.ask('analyst', `{ about { name } customer(id: "${annId}") { ${query} } }`);
  expect(fast.data?.['customer']).toEqual(slow.data?.['customer']);
  expect(fast.data?.['customer'].marks.map(({ marked, effect }: { marked: string; effect: string }) => [marked, effect]).sort()).toEqual([
    [bill, 'counts'],
    [bill, 'left_out'],
  ]);

  const left = fast.data?.['customer'].marks.find(({ effect }: { effect: string }) => effect === 'left_out');
  expect(left).toMatchObject({ source: 'test officer', untilOn: addDays(today, 20) });
  await act('unmarkFact', { id: left.id, text: 'The reading was right.' });
  expect(await daysPastDue()).toEqual([62, 62]);
  const logged = await it.sql<{ what: string }[]>`select what from assay.log_entry where kind = 'mark' order by entry_id`;
  const steps = ['mark.put', 'mark.lift', 'approval.submit', 'approval.refuse', 'approval.submit', 'approval.approve', 'mark.put', 'mark.lift'];
  expect(logged.map(({ what }) => what)).toEqual(steps);
});

test('who reads the log but not the marks reads what was done, never what was said', async () => {
  const query = '{ log(kind: "mark", first: 50) { edges { node { what who why detail } } } }';
  const all = (answer: { data: any }): any[] => answer.data.log.edges.map(({ node }: { node: object }) => node);
  const steward = await it.ask('steward', query);
  expect(steward.extensions?.['disclosure']).toEqual({ withheld: ['LogEntry.why'] });
  expect(all(steward).map(({ what }) => what)).toEqual(expect.arrayContaining(['mark.put', 'mark.lift', 'approval.submit']));
  expect(all(steward).filter(({ why }) => why !== null)).toEqual([]);
  expect(JSON.stringify(all(steward))).not.toMatch(/meter|reading|Settled/);
  const admin = all(await it.ask('admin', query));
  expect(admin.filter(({ what }) => what === 'mark.lift').map(({ why }) => why)).toContain('Settled.');
  expect(admin.filter(({ what, why }) => what === 'mark.put' && why !== null)).toEqual([]);
});

test('who is on a list may be disputed too', async () => {
  const input = { customerId: annId, list: 'watch', cause: 'arrears', text: 'Late again.', idempotencyKey: 'watch' };
  const added = await it.ask('officer', 'mutation ($input: AddListEntryInput!) { addListEntry(input: $input) { entry { id } } }', { variables: { input } });
  const { id } = added.data?.['addListEntry'].entry;
  const { approvalId } = await act('markFact', disputed({ fact: id, effect: 'LEFT_OUT' }));
  expect(await decide('approve', approvalId)).toEqual({ approval: { state: 'APPROVED' }, refusal: null });
  const { data } = await it.ask('analyst', `{ customer(id: "${annId}") { marks(last: 9) { fact accountId marked effect } } }`);
  expect(data?.['customer'].marks).toContainEqual({ fact: 'list_entry', accountId: null, marked: id, effect: 'left_out' });
});

test('an entry that a second person agreed to is left out by nobody alone; it may be marked as disputed', async () => {
  const input = { customerId: annId, list: 'bad_debt', cause: 'written_off', text: 'Written off.', idempotencyKey: 'debt' };
  const added = await it.ask('officer', 'mutation ($input: AddListEntryInput!) { addListEntry(input: $input) { approvalId } }', { variables: { input } });
  const approval = added.data?.['addListEntry'].approvalId;
  const { data } = await it.ask('approver', 'query ($id: ID!) { approval(id: $id) { subjectId } }', { variables: { id: approval } });
  const { subjectId } = data?.['approval'];
  await decide('approve', approval);
  const { mark, approvalId, refusal } = await act('markFact', disputed({ fact: subjectId, effect: 'LEFT_OUT' }));
  expect({ mark, approvalId, refusal }).toEqual({ mark: null, approvalId: expect.stringMatching(/^apr_/), refusal: null });
  expect(await act('markFact', disputed({ fact: subjectId }))).toMatchObject({ mark: { fact: 'list_entry', effect: 'counts' }, refusal: null });
});
