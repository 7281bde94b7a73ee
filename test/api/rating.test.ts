import { beforeAll, describe, expect, test } from 'vitest';
import { draw } from '../../src/portfolio/draw.ts';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { activated } from '../rating/activated.ts';
import { type Api, annId, api, at, canaries } from './world.ts';

const both = (en: string, zh: string) => ({ en, zh });
const document = {
  kind: 'ruleset',
  name: 'utility',
  title: both('Utility', '公用事业'),
  dimension: 'credit',
  indicators: {
    late: { fact: 'bill', measure: 'days_past_due', unit: 'day', better: 'lower', label: both('Days past due', '逾期天数') },
    segment: { fact: 'customer', measure: 'latest', column: 'attributes.segment', unit: 'word', better: 'neither', label: both('Segment', '客群') },
  },
  cards: [
    {
      name: 'main',
      initial: 500,
      characteristics: [
        {
          indicator: 'late',
          reason: 'LATE',
          bins: [
            { missing: true, points: 10 },
            { to: 1, points: 60 },
            { from: 1, to: 30, points: 20 },
            { from: 30, points: -20, reason: 'LATE_LONG' },
          ],
        },
        {
          indicator: 'segment',
          reason: 'SEGMENT',
          bins: [
            { missing: true, points: 0 },
            { in: ['retail'], points: 5 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 550 }, { grade: 'B', from: 505 }, { grade: 'C' }],
  reasons: {
    LATE: both('Bills are paid after their due day.', '账单在到期日之后支付。'),
    LATE_LONG: both('A bill is more than a month past due.', '有账单逾期超过一个月。'),
    SEGMENT: both('Segment.', '客群。'),
  },
};

let it: Api;
let emptyId: string;
beforeAll(async () => {
  it = await api();
  // One currency, so that arrears add up; and the number that intake would have entered.
  await it.sql`update assay.account set currency = 'TWD'`;
  await it.sql`insert into assay.account_directory select account_id, customer_id, number from assay.account`;
  await it.sql`insert into assay.coverage values ('crm', 'account_status', '2026-01-01', '2026-12-31', ${at}), ('crm', 'bill', '2026-01-01', '2026-12-31', ${at}), ('crm', 'payment', '2026-01-01', '2026-12-31', ${at})`;
  await activated(it.sql, document);
  const version = (await find(it.sql, { dimension: 'credit' })) as Version;
  await rate(it.sql, { version, asOf: '2026-09-30', today: '2026-11-22', now: () => at, onSlice: draw });
  await rate(it.sql, { version, asOf: '2026-10-31', today: '2026-11-22', now: () => at, onSlice: draw });
  const hits = (await it.ask('admin', '{ search(text: "Empty") { customer { id } } }')).data?.['search'] as { customer: { id: string } }[];
  emptyId = hits[0]?.customer.id as string;
});

describe('the customer 360', () => {
  const query = `query ($id: ID!) { customer(id: $id) {
    name kind identifiers { kind value } provenance { field source rule }
    accounts { number service statuses(last: 1) { code daysPastDue } bills(last: 2) { period statement { amount currency } coveredOn payments { payment { paidOn } allocated { amountMinor } stated } } usages(last: 1) { quantity unit } }
    behaviour(asOf: "2026-10-31") { daysPastDue bucket onTimeShare arrears { amountMinor currency } reported { scheme code daysPastDue } }
    rating { grade score asOf ruleset { name title } characteristics { indicator label unit value word bin points bestPoints } reasons { code points en: text(language: EN) zh: text(language: ZH) } }
    ratings { asOf grade }
  } }`;

  test('an agent sees one customer whole in one operation', async () => {
    const body = await it.ask('agent', query, { variables: { id: annId } });
    expect(body.errors).toEqual([]);
    const customer = body.data?.['customer'] as Record<string, never>;
    expect(customer).toMatchObject({
      name: canaries.name,
      // September's bill, moved from Sunday to Monday 21, lacks 60 on both accounts.
      behaviour: { daysPastDue: 40, bucket: 2, arrears: { amountMinor: 120, currency: 'TWD' }, reported: { scheme: 's', code: 0 } },
      rating: {
        grade: 'C',
        score: 485,
        asOf: '2026-10-31',
        ruleset: { name: 'utility', title: 'Utility' },
        characteristics: [
          { indicator: 'late', label: 'Days past due', unit: 'day', value: 40, points: -20, bestPoints: 60, bin: '30 and above' },
          { indicator: 'segment', word: 'retail', points: 5 },
        ],
        reasons: [{ code: 'LATE_LONG', points: 80, en: document.reasons.LATE_LONG.en, zh: document.reasons.LATE_LONG.zh }],
      },
      ratings: [
        { asOf: '2026-10-31', grade: 'C' },
        { asOf: '2026-09-30', grade: 'B' },
      ],
    });
  });

  test('arrears in several currencies are not added up', async () => {
    await it.sql`update assay.account set currency = 'JPY' where number = 'no-power'`;
    const { data } = await it.ask('agent', '{ customer(source: "crm", key: "A-1") { behaviour(asOf: "2026-10-31") { daysPastDue arrears { amount } } } }');
    await it.sql`update assay.account set currency = 'TWD'`;
    expect(data).toEqual({ customer: { behaviour: { daysPastDue: 40, arrears: null } } });
  });

  test('labels and titles come in Chinese for who asks so', async () => {
    const body = await it.ask('agent', '{ customer(source: "crm", key: "A-1") { rating { ruleset { title } reasons { text } } } }', { language: 'zh-CN' });
    expect(body.data).toMatchObject({ customer: { rating: { ruleset: { title: '公用事业' }, reasons: [{ text: '有账单逾期超过一个月。' }] } } });
  });

  test('its statements do not grow with the accounts, bills and payments it shows', async () => {
    it.statements.length = 0;
    await it.ask('agent', query, { variables: { id: annId } });
    const one = it.statements.length;
    it.statements.length = 0;
    await it.ask('agent', '{ customers(first: 10) { edges { node { id rating { grade } accounts { bills { period } } } } } }');
    expect(one).toBeLessThanOrEqual(20);
    expect(it.statements.length).toBeLessThanOrEqual(8);
    it.statements.length = 0;
    const replayed = await it.ask('agent', '{ customers(first: 10) { edges { node { ratings { replay { same } } } } } }');
    expect(replayed.text.match(/"same":true/g)).toHaveLength(4);
    expect(it.statements.length).toBeLessThanOrEqual(4);
  });
});

describe('search', () => {
  test.each([
    ['the beginning of a name', 'ada can', 'name'],
    ['a word of a name', 'canary-n', 'name'],
    ['the last four of an identity number, whatever more is said', canaries.national, 'last_four'],
    ['a phone number however it is written', '+1 555 0123 456', 'phone'],
    ['an account number', 'no-card', 'account'],
  ])('finds by %s', async (_, text, by) => {
    const body = await it.ask('agent', 'query ($text: String!) { search(text: $text) { by customer { id } } }', { variables: { text } });
    expect(body.data?.['search']).toEqual([{ by, customer: { id: annId } }]);
  });

  test('says what it needs of a text that is too short', async () => {
    const body = await it.ask('agent', '{ search(text: "x") { by } }');
    expect(body.errors[0]).toMatchObject({ extensions: { code: 'PORTFOLIO_SEARCH_LENGTH' } });
  });

  test('does not exist for who may not see identities', async () => {
    const body = await it.ask('analyst', '{ search(text: "Ada") { by } }');
    expect(body.errors[0]?.message).toMatch(/Cannot query field "search"/);
  });
});

describe('the page of customers', () => {
  test('filters, sorts, counts and goes on behind a cursor', async () => {
    const first = (
      await it.ask('agent', '{ customers(sort: SCORE_LOWEST, first: 1) { asOf count pageInfo { hasNextPage endCursor } edges { node { name } } } }')
    ).data?.['customers'] as never as { pageInfo: { endCursor: string } };
    expect(first).toMatchObject({ asOf: '2026-10-31', count: 2, pageInfo: { hasNextPage: true }, edges: [{ node: { name: canaries.name } }] });
    const next = await it.ask(
      'agent',
      'query ($after: String) { customers(sort: SCORE_LOWEST, first: 1, after: $after) { pageInfo { hasNextPage } edges { node { name } } } }',
      { variables: { after: first.pageInfo.endCursor } },
    );
    expect(next.data).toMatchObject({ customers: { pageInfo: { hasNextPage: false }, edges: [{ node: { name: 'Empty Ltd' } }] } });
    const late = await it.ask(
      'agent',
      '{ customers(filter: { grades: ["C"], arrearsMinorAtLeast: 1 }, sort: ARREARS_LARGEST) { count edges { node { rating { grade } } } } }',
    );
    expect(late.data).toEqual({ customers: { count: 1, edges: [{ node: { rating: { grade: 'C' } } }] } });
  });

  test('refuses a cursor that was altered or is of another sort', async () => {
    const body = await it.ask('agent', '{ customers(sort: SCORE_LOWEST, first: 1) { pageInfo { endCursor } } }');
    const { endCursor } = (body.data?.['customers'] as { pageInfo: { endCursor: string } }).pageInfo;
    for (const [sort, after] of [
      ['SCORE_HIGHEST', endCursor],
      ['SCORE_LOWEST', `${endCursor.slice(0, -2)}AA`],
    ] as const) {
      const refused = await it.ask('agent', `{ customers(sort: ${sort}, after: "${after}") { count } }`);
      expect(refused.errors[0]).toMatchObject({ extensions: { code: 'GRAPH_CURSOR_INVALID' } });
    }
  });

  test('a sort by what the caller may not see does not exist for it', async () => {
    const body = await it.ask('analyst', '{ customers(sort: NAME) { count } }');
    expect(body.errors[0]?.message).toMatch(/Value "NAME" does not exist|Cannot query field/);
  });
});

describe('rateCustomer', () => {
  const mutation =
    'mutation ($input: RateCustomerInput!) { rateCustomer(input: $input) { rating { id grade score asOf replay { same } } refusal { code message } } }';
  const input = (more: object) => ({ variables: { input: { customerId: annId, asOf: '2026-08-31', idempotencyKey: 'one', ...more } } });

  test('rates one customer, and answers the same for the same key', async () => {
    const first = await it.ask('officer', mutation, input({}));
    expect(first.data).toMatchObject({ rateCustomer: { rating: { grade: 'A', score: 565, asOf: '2026-08-31', replay: { same: true } }, refusal: null } });
    expect((await it.ask('officer', mutation, input({}))).data).toEqual(first.data);
    const { id } = (first.data?.['rateCustomer'] as { rating: { id: string } }).rating;
    const named = await it.ask('analyst', 'query ($id: ID!) { rating(id: $id) { score replay { same differences } } }', { variables: { id } });
    expect(named.data).toEqual({ rating: { score: 565, replay: { same: true, differences: [] } } });
  });

  test('the same key with another input is refused', async () => {
    const body = await it.ask('officer', mutation, input({ asOf: '2026-07-31' }));
    expect(body.errors[0]).toMatchObject({ extensions: { code: 'REQUEST_KEY_REUSED' } });
  });

  test.each([
    ['an unknown customer', { customerId: 'cus_nobody', idempotencyKey: 'two' }, 'RATING_CUSTOMER_UNKNOWN'],
    ['a day in the future', { asOf: '2027-01-01', idempotencyKey: 'three' }, 'RATING_AS_OF_FUTURE'],
    ['a dimension without a ruleset', { dimension: 'churn', idempotencyKey: 'four' }, 'RATING_NO_RULESET'],
  ])('answers a typed refusal for %s', async (_, more, code) => {
    const body = await it.ask('officer', mutation, input(more));
    expect(body.errors).toEqual([]);
    expect(body.data).toMatchObject({ rateCustomer: { rating: null, refusal: { code } } });
  });

  test('a customer nothing is known of is rated by its missing values', async () => {
    const body = await it.ask('officer', mutation, input({ customerId: emptyId, idempotencyKey: 'five' }));
    expect(body.data).toMatchObject({ rateCustomer: { rating: { grade: 'B', score: 510 } } });
  });

  test('a characteristic without a bin for its value has no points, and the rating no score', async () => {
    const [given] = await it.sql`select attributes from assay.customer where attributes ? 'segment'`;
    await it.sql`update assay.customer set attributes = attributes || '{"segment": "other"}' where attributes ? 'segment'`;
    const asked = { variables: { input: { customerId: annId, asOf: '2026-08-30', idempotencyKey: 'six' } } };
    const body = await it.ask('officer', mutation.replace('score', 'score state inputDigest characteristics { indicator word bin points }'), asked);
    await it.sql`update assay.customer set attributes = ${it.sql.json(given?.['attributes'])} where attributes ? 'segment'`;
    expect(body.errors).toEqual([]);
    expect(body.data?.['rateCustomer'].rating).toMatchObject({ score: null, state: 'invalid', replay: { same: true } });
    expect(body.data?.['rateCustomer'].rating.characteristics[1]).toEqual({ indicator: 'segment', word: 'other', bin: null, points: null });
  });

  test('does not exist for who may not rate', async () => {
    expect((await it.ask('agent', mutation, input({}))).errors[0]?.message).toMatch(
      /Unknown type "RateCustomerInput"|Schema is not configured|Cannot query field|mutation/i,
    );
  });
});

describe('what a rating measured of a sensitive attribute', () => {
  const query = '{ customer(source: "crm", key: "A-1") { rating { score characteristics { indicator state word points } } } }';
  const told = async (role: 'agent' | 'admin') =>
    (await it.ask(role, query)).data?.['customer'].rating.characteristics.find((each: { indicator: string }) => each.indicator === 'segment');

  const inputs = async (role: 'agent' | 'admin') => (await it.ask(role, query.replace('score', 'inputDigest'))).data?.['customer'].rating.inputDigest;

  test('is withheld from who may not see the attribute, and the rest of the rating is there', async () => {
    expect(await told('agent')).toEqual({ indicator: 'segment', state: 'value', word: 'retail', points: 5 });
    await it.sql`update assay.attribute set class = 'income' where name = 'segment'`;
    expect(await told('agent')).toEqual({ indicator: 'segment', state: 'withheld', word: null, points: null });
    expect(await told('admin')).toMatchObject({ state: 'value', word: 'retail' });
    // Whoever has the digest of a few values can try them all.
    expect([await inputs('agent'), await inputs('admin')]).toEqual([null, expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
    await it.sql`update assay.attribute set class = 'plain' where name = 'segment'`;
    expect(await inputs('agent')).toBe(await inputs('admin'));
  });
});
