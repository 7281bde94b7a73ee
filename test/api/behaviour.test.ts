import { printSchema } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { project } from '../../src/access/projection.ts';
import { nameKey } from '../../src/base/digest.ts';
import { schema } from '../../src/server/schema.ts';
import { type Api, annId, api, at } from './world.ts';

let it: Api;
const customerId = nameKey('crm', 'customer', 'A-1');
beforeAll(async () => {
  it = await api();
  await it.sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', ${at}), ('crm', 'payment', '2026-01-01', '2026-12-31', ${at})`;
  const own = { customer_id: customerId, account_id: nameKey('crm', 'account', 'card'), source: 'crm', content_hash: 1, available_on: '2026-01-01' };
  const known = { ...own, available_assumed: true, recorded_at: at };
  const agreed = (key: string, more: object) => ({ ...known, key: nameKey('crm', 'arrangement', key), kind: 'repayment', cancelled_on: null, ...more });
  const due = (arrangement: string, due_on: string) => ({
    ...known,
    key: nameKey('crm', 'instalment', `${arrangement} ${due_on}`),
    arrangement: nameKey('crm', 'arrangement', arrangement),
    due_on,
    amount_minor: 100,
  });
  const agreements = [
    agreed('kept', { agreed_on: '2026-02-02' }),
    agreed('broken', { agreed_on: '2026-09-01' }),
    agreed('ended', { agreed_on: '2026-11-02', cancelled_on: '2026-11-03' }),
  ];
  await it.sql`insert into assay.arrangement ${it.sql(agreements as never[])}`;
  await it.sql`insert into assay.instalment ${it.sql([due('kept', '2026-03-02'), due('kept', '2026-04-01'), due('broken', '2026-09-30'), due('ended', '2026-12-01')] as never[])}`;
});

describe('behaviour', () => {
  test('is told in buckets and histories of named schemes, of the customer and of each account', async () => {
    const fields =
      'daysPastDue bucket pboc: bucket(scheme: PBOC) owed: bucket(scheme: BILLING_MONTHS) history(months: 12) metro: history(scheme: METRO2, months: 3)';
    const { data, errors } = await it.ask(
      'agent',
      `{ customer(id: "${annId}") { behaviour { ${fields} } accounts { behaviour(asOf: "2026-10-31") { asOf ${fields} } } } }`,
    );
    expect(errors).toEqual([]);
    const [one] = data?.['customer'].accounts;
    // Since September's bill, moved from Sunday to Monday 21, 60 are lacking.
    expect(data?.['customer'].behaviour).toEqual({ daysPastDue: 62, bucket: 3, pboc: 3, owed: 1, history: 'assay:--0000000012', metro: 'metro2:001' });
    expect(one.behaviour).toEqual({ asOf: '2026-10-31', daysPastDue: 40, bucket: 2, pboc: 2, owed: 1, history: 'assay:---000000001', metro: 'metro2:000' });
  });

  test('takes as many statements for many accounts as for one', async () => {
    const query = (accounts: string) => `{ customer(id: "${annId}") { accounts${accounts} { behaviour { daysPastDue bucket history } } } }`;
    it.statements.length = 0;
    await it.ask('agent', query('(first: 1)'));
    const few = it.statements.length;
    it.statements.length = 0;
    await it.ask('agent', query(''));
    expect(it.statements.length).toBe(few);
  });

  test('of too many months is refused', async () => {
    const { errors } = await it.ask('agent', `{ customer(id: "${annId}") { behaviour { history(months: 1000) } } }`);
    expect(errors[0]?.extensions).toMatchObject({ code: 'RATING_HISTORY_MONTHS' });
  });
});

test('an arrangement tells whether it was kept, and shows what was agreed', async () => {
  const { data, errors } = await it.ask(
    'agent',
    `{ customer(id: "${annId}") { accounts { service arrangements { agreedOn state brokenOn instalments { dueOn amount { amountMinor } } } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data?.['customer'].accounts.find((account: { service: string }) => account.service === 'card').arrangements).toEqual([
    { agreedOn: '2026-11-02', state: 'cancelled', brokenOn: null, instalments: [{ dueOn: '2026-12-01', amount: { amountMinor: 100 } }] },
    { agreedOn: '2026-09-01', state: 'broken', brokenOn: '2026-10-01', instalments: [{ dueOn: '2026-09-30', amount: { amountMinor: 100 } }] },
    {
      agreedOn: '2026-02-02',
      state: 'kept',
      brokenOn: null,
      instalments: [
        { dueOn: '2026-03-02', amount: { amountMinor: 100 } },
        { dueOn: '2026-04-01', amount: { amountMinor: 100 } },
      ],
    },
  ]);
});

describe('reported statuses that disagree with what is derived', () => {
  const query =
    'query ($after: String, $first: Int! = 10, $scheme: DaysScheme! = ASSAY) { statusDisagreements(scheme: $scheme, from: "2026-02", first: $first, after: $after) { edges { node { customer { id } account month scheme reported derived reportedDaysPastDue derivedDaysPastDue } } pageInfo { hasNextPage endCursor } } }';

  test('are listed page by page', async () => {
    const first = (await it.ask('agent', query)).data?.['statusDisagreements'];
    expect(first.edges).toHaveLength(10);
    expect(first.edges[0].node).toMatchObject({
      customer: { id: annId },
      month: '2026-02',
      scheme: 'assay',
      reported: 1,
      derived: 0,
      reportedDaysPastDue: 2,
      derivedDaysPastDue: 0,
    });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const last = (await it.ask('agent', query, { variables: { after: first.pageInfo.endCursor } })).data?.['statusDisagreements'];
    expect([last.edges.length, last.pageInfo.hasNextPage]).toEqual([4, false]);
  });

  test('are none where the buckets of another scheme agree', async () => {
    const { data } = await it.ask('agent', query, { variables: { scheme: 'METRO2' } });
    expect(data?.['statusDisagreements'].edges).toEqual([]);
  });

  test('do not exist for who may not see both sides', () => {
    const sees = (...scopes: ('account.status' | 'payment.summary' | 'customer.read')[]) =>
      printSchema(project(schema(), Object.fromEntries(['open', ...scopes].map((scope) => [scope, 'clear'])))).includes('statusDisagreements');
    expect([
      sees('account.status', 'payment.summary', 'customer.read'),
      sees('account.status', 'customer.read'),
      sees('payment.summary', 'customer.read'),
    ]).toEqual([true, false, false]);
  });
});
