import { beforeAll, describe, expect, test } from 'vitest';
import { issueToken } from '../../src/access/token.ts';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { addDays } from '../../src/base/time.ts';
import { type Api, annId, api, at, keys } from './world.ts';

const today = at.slice(0, 10);
const customer = nameKey('crm', 'customer', 'A-1');
const [card, power] = ['card', 'power'].map((name) => encodeId('acc', customer, nameKey('crm', 'account', name))) as [string, string];
let it: Api;
beforeAll(async () => {
  it = await api();
  await it.sql`update assay.account set currency = 'TWD'`;
  await it.sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', ${at}), ('crm', 'payment', '2026-01-01', '2026-12-31', ${at})`;
});

let asks = 0;
const act = async (name: 'askForbearance' | 'endForbearance', input: object, role: 'officer' | 'admin' = 'officer'): Promise<any> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await it.ask(role, `mutation ($input: ${type}!) { ${name}(input: $input) { id approvalId refusal { code message path hint } } }`, {
    variables: { input: { idempotencyKey: `key ${++asks}`, ...input } },
  });
  expect(errors).toEqual([]);
  return data?.[name];
};
/** September's bills, due on Monday 21, of which 60 of 100 are unpaid on both accounts. */
const flood = (more: object = {}) => ({
  ...{ accounts: [card], fromOn: '2026-09-21', untilOn: '2026-09-30', expiresOn: '2026-12-31' },
  ...{ cause: 'disaster', text: 'The river was over its banks.', ...more },
});
const approve = async (approval: string): Promise<any> => {
  const { data } = await it.ask('approver', 'query ($id: ID!) { approval(id: $id) { digest } }', { variables: { id: approval } });
  const input = { approval, digest: data?.['approval'].digest, comment: 'Seen.', idempotencyKey: `key ${++asks}` };
  const made = await it.ask('approver', 'mutation ($input: ApprovalInput!) { approve(input: $input) { approval { state } refusal { code } } }', {
    variables: { input },
  });
  return made.data?.['approve'];
};

const fields = 'daysPastDue bucket owed: bucket(scheme: BILLING_MONTHS) history(months: 3)';
const behaviour = async (asOf = today): Promise<any> => {
  const query = `behaviour(asOf: "${asOf}") { ${fields} onTimeShare arrears { amount } } accounts { behaviour(asOf: "${asOf}") { ${fields} } }`;
  const fast = await it.ask('agent', `{ customer(id: "${annId}") { ${query} } }`);
  const slow = await it.ask('agent', `{ about { name } customer(id: "${annId}") { ${query} } }`);
  expect(fast.errors).toEqual([]);
  expect(fast.data?.['customer']).toEqual(slow.data?.['customer']);
  return fast.data?.['customer'];
};

describe('what is refused, with the place and the way out', () => {
  test.each([
    ['no account', { accounts: [] }, 'FORBEARANCE_ACCOUNTS_COUNT', 'accounts', /requests of their own/],
    ['an id of no account', { accounts: [annId] }, 'FORBEARANCE_ACCOUNT_UNKNOWN', 'accounts', /list of accounts/],
    ['an account that there is not', { accounts: [card, encodeId('acc', customer, customer)] }, 'FORBEARANCE_ACCOUNT_UNKNOWN', 'accounts', /list of accounts/],
    ['an unknown cause', { cause: 'kindness' }, 'FORBEARANCE_CAUSE_UNKNOWN', 'cause', /disaster, epidemic, outage, own_error, legal_order, hardship/],
    ['an end before the beginning', { untilOn: '2026-09-20' }, 'FORBEARANCE_ORDER', 'untilOn', /fromOn/],
    ['too long a window', { untilOn: addDays('2026-09-21', 92) }, 'FORBEARANCE_LONG', 'untilOn', /shorter/],
    ['a last day to pay before the last due day', { expiresOn: '2026-09-29' }, 'FORBEARANCE_EXPIRY_EARLY', 'expiresOn', /2026-09-30/],
    ['a last day to pay that has passed', { expiresOn: addDays(today, -1) }, 'FORBEARANCE_EXPIRY_EARLY', 'expiresOn', /in the past/],
    ['a last day to pay far ahead', { expiresOn: '2027-10-02' }, 'FORBEARANCE_EXPIRY_FAR', 'expiresOn', /another window/],
    ['nothing said', { text: '' }, 'FORBEARANCE_TEXT_LENGTH', 'text', /sentence/],
  ])('%s', async (_, more, code, path, hint) => {
    const { id, approvalId, refusal } = await act('askForbearance', flood(more));
    expect({ id, approvalId, code: refusal.code, path: refusal.path }).toEqual({ id: null, approvalId: null, code, path });
    expect(refusal.hint).toMatch(hint);
  });

  test('the end of what is not there', async () => {
    expect((await act('endForbearance', { id: 'fbr_none', text: 'Over.' })).refusal).toMatchObject({ code: 'FORBEARANCE_UNKNOWN', path: 'id' });
  });
});

test('late bills of the accounts named do not count once a second person has agreed, until the window expires or is ended', async () => {
  const before = await behaviour();
  expect(before).toMatchObject({ behaviour: { daysPastDue: 62, owed: 1, arrears: { amount: '1.20' }, history: 'assay:012' } });
  expect(before.behaviour.onTimeShare).toBeCloseTo(16 / 18, 12);

  const asked = await act('askForbearance', flood({ accounts: [card, power, card] }));
  expect(asked).toMatchObject({ id: expect.stringMatching(/^fbr_/), approvalId: expect.stringMatching(/^apr_/), refusal: null });
  expect(await behaviour()).toEqual(before);
  const query = 'query ($id: ID!) { forbearanceRequest(approval: $id) { id ends fromOn untilOn expiresOn cause text accounts { customer account } } }';
  const { data } = await it.ask('approver', query, { variables: { id: asked.approvalId } });
  const accounts = [card, power].sort().map((account) => ({ customer: annId, account }));
  expect(data?.['forbearanceRequest']).toMatchObject({ id: asked.id, ends: false, fromOn: '2026-09-21', cause: 'disaster' });
  expect(data?.['forbearanceRequest'].accounts).toEqual(expect.arrayContaining(accounts));
  expect(data?.['forbearanceRequest'].accounts).toHaveLength(2);

  // Who neither decides on it nor wrote it is not told that there is one.
  const other = { authorization: `Bearer ${await issueToken(keys.token, { role: 'officer', subject: 'another officer' }, at)}` };
  const hidden = await it.ask('officer', query, { variables: { id: asked.approvalId }, headers: other });
  expect([hidden.data, hidden.errors]).toEqual([{ forbearanceRequest: null }, []]);

  expect(await approve(asked.approvalId)).toEqual({ approval: { state: 'APPROVED' }, refusal: null });
  const forborne = await behaviour();
  expect(forborne).toMatchObject({ behaviour: { daysPastDue: 0, owed: 0, onTimeShare: 1, arrears: { amount: '0.00' }, history: 'assay:000' } });
  expect(forborne.accounts.map((each: any) => each.behaviour)).toEqual(
    [0, 0].map((daysPastDue) => ({ daysPastDue, bucket: 0, owed: 0, history: 'assay:000' })),
  );
  const shown = 'accounts { forbearances(last: 5) { id fromOn untilOn expiresOn cause text source availableOn } }';
  const fast = await it.ask('analyst', `{ customer(id: "${annId}") { ${shown} } }`);
  const slow = await it.ask('analyst', `{ about { name } customer(id: "${annId}") { ${shown} } }`);
  expect(fast.data?.['customer']).toEqual(slow.data?.['customer']);
  const [window] = fast.data?.['customer'].accounts[0].forbearances;
  expect(window).toMatchObject({ expiresOn: '2026-12-31', cause: 'disaster', source: 'test officer', availableOn: '2026-09-21' });

  const ending = await act('endForbearance', { id: window.id, text: 'The bank is dry again.' });
  expect(ending).toMatchObject({ id: asked.id, refusal: null });
  expect((await act('endForbearance', { id: asked.id, text: 'Again.' })).refusal.code).toBe('APPROVAL_PENDING');
  const end = await it.ask('approver', query, { variables: { id: ending.approvalId } });
  expect(end.data?.['forbearanceRequest']).toMatchObject({
    id: asked.id,
    ends: true,
    text: 'The bank is dry again.',
    accounts: expect.arrayContaining(accounts),
  });
  expect(await behaviour()).toEqual(forborne);
  expect(await approve(ending.approvalId)).toMatchObject({ approval: { state: 'APPROVED' } });
  expect(await behaviour()).toEqual(before);
  // Yesterday the window was still in force, as of yesterday.
  expect((await behaviour(addDays(today, -1))).behaviour.daysPastDue).toBe(0);
  expect((await act('endForbearance', { id: asked.id, text: 'Again.' })).refusal.code).toBe('FORBEARANCE_OVER');
  const logged = await it.sql<{ what: string }[]>`select what from assay.log_entry where kind = 'forbearance' order by entry_id`;
  expect(logged.map(({ what }) => what)).toEqual([
    'approval.submit',
    'approval.approve',
    'forbearance.grant',
    'approval.submit',
    'approval.approve',
    'forbearance.end',
  ]);
});

test('a request names as many accounts as fit its body', async () => {
  const own = Array.from({ length: 4_001 }, (_, n) => nameKey('crm', 'account', `many ${n}`));
  await it.sql`
    insert into assay.account (customer_id, account_id, source, source_key, service, number, currency, attributes, content_hash, available_on, available_assumed, recorded_at)
    select ${customer}, id, 'crm', id::text, 'water', 'n', 'TWD', '{}', 1, '2026-01-01', true, ${at} from unnest(${own}::uuid[]) as id`;
  const ids = own.map((id) => encodeId('acc', customer, id));
  expect((await act('askForbearance', flood({ accounts: ids }))).refusal.code).toBe('FORBEARANCE_ACCOUNTS_COUNT');
  const asked = await act('askForbearance', flood({ accounts: ids.slice(1) }));
  expect(asked.refusal).toBeNull();
  expect(await approve(asked.approvalId)).toMatchObject({ approval: { state: 'APPROVED' }, refusal: null });
  const [row] = await it.sql<
    { count: number }[]
  >`select count(*)::int as count from assay.forbearance where until_on = '2026-09-30' and expires_on = '2026-12-31'`;
  expect(row?.count).toBe(4_000);
});
