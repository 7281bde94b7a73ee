import { beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/access/role.ts';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { activated } from '../rating/activated.ts';
import { type Api, annId, api, at } from './world.ts';

const both = (en: string, zh: string) => ({ en, zh });
const attribute = (name: string, unit: string, label: { en: string; zh: string }) => ({
  fact: 'customer',
  measure: 'latest',
  column: `attributes.${name}`,
  unit,
  better: 'neither',
  label,
});
const row = (name: string, when: object[], then: object) => ({ name, when, then });
const amount = (minor: number) => ({ minor, currency: 'TWD' });

/** Ann (person, segment retail, 40 days late, income 4711) and Empty Ltd (nothing known). */
const document = (dimension: string, policy: object | undefined) => ({
  kind: 'ruleset',
  name: `utility-${dimension}`,
  title: both('Utility', '公用事业'),
  dimension,
  indicators: {
    late: { fact: 'bill', measure: 'days_past_due', unit: 'day', better: 'lower', label: both('Days past due', '逾期天数') },
    kind: { fact: 'customer', measure: 'latest', column: 'kind', unit: 'word', better: 'neither', label: both('Kind', '客户类型') },
    segment: attribute('segment', 'word', both('Segment', '客群')),
    income: attribute('income', 'minor', both('Income', '收入')),
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
            { to: 30, points: 60 },
            { from: 30, points: -20 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 550 }, { grade: 'B', from: 505 }, { grade: 'C' }],
  reasons: { LATE: both('Bills are paid after their due day.', '账单在到期日之后支付。') },
  ...(policy ? { policy } : {}),
});
const schedules = {
  gentle: [{ day: 5, action: 'reminder' }],
  strict: [
    { day: -2, action: 'reminder', channel: 'sms' },
    { day: 31, action: 'cutoff_warning' },
  ],
};
const plain = {
  outputs: ['paymentMode', 'deposit', 'creditLimit', 'reminderSchedule'],
  rows: [
    row('unrated company', [{ rated: false }, { indicator: 'kind', op: '=', value: 'organisation' }], {
      paymentMode: 'prepaid',
      creditLimit: amount(0),
      reminderSchedule: 'gentle',
    }),
    row('good', [{ grade: ['A', 'B'] }], { paymentMode: 'postpaid', creditLimit: amount(900_000), reminderSchedule: 'gentle' }),
    row('late retail', [{ grade: ['C'] }, { indicator: 'late', op: '>=', value: 30 }, { indicator: 'segment', op: 'in', value: ['retail', 'small'] }], {
      paymentMode: 'deposit',
      deposit: amount(123_450),
      creditLimit: amount(1),
      reminderSchedule: 'strict',
    }),
    row('rest', [], { paymentMode: 'prepaid', creditLimit: amount(0), reminderSchedule: 'strict' }),
  ],
  schedules,
};
/** Its second row tells of income, and so does an amount. */
const sensitive = {
  outputs: ['creditLimit', 'overdraftLimit'],
  rows: [
    row('unrated', [{ rated: false }], { creditLimit: amount(5), overdraftLimit: amount(6) }),
    row('earning', [{ indicator: 'income', op: '>=', value: 100 }], { creditLimit: { times: 3, of: 'income', currency: 'TWD' }, overdraftLimit: amount(70) }),
    row('rest', [], { creditLimit: amount(0), overdraftLimit: amount(0) }),
  ],
  schedules: {},
};

const digests: Record<string, string> = {};
let it: Api;
let slow: Api;
beforeAll(async () => {
  it = await api();
  slow = await api({ sql: it.sql, plain: true });
  const { sql } = it;
  await sql`update assay.account set currency = 'TWD'`;
  await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'income', 'crm', 'income', 'number')`;
  await sql`update assay.customer set attributes = attributes || '{"income": 4711}' where kind = 'person'`;
  await sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', ${at}), ('crm', 'payment', '2026-01-01', '2026-12-31', ${at})`;
  for (const [dimension, policy] of Object.entries({ credit: plain, value: sensitive, churn: undefined })) {
    const { state, faults } = await activated(sql, document(dimension, policy));
    expect([state, ...faults.filter(({ severity }) => severity === 'error')]).toEqual(['activated']);
    const version = (await find(sql, { dimension })) as Version;
    digests[dimension] = version.digest;
    await rate(sql, { version, asOf: '2026-10-31', today: '2026-11-22', now: () => at });
  }
});

const whole = `row { name position } because zh: because(language: ZH) paymentMode creditLimit { amountMinor currency amount } overdraftLimit { amountMinor }
  deposit { amount } reminderSchedule { day action channel } gradeKind grade provisional asOf ruleset`;
const asked = (key: string, dimension: string) => `{ customer(source: "crm", key: "${key}") { policy(dimension: "${dimension}") { ${whole} } } }`;
/** Asks both ways: the same text, by one statement once the versions are remembered. */
const same = async (role: Role, query: string, language = 'en') => {
  const resolved = await slow.ask(role, query, { language });
  expect((await it.ask(role, query, { language })).text).toBe(resolved.text);
  slow.statements.length = 0;
  expect((await it.ask(role, query, { language })).text).toBe(resolved.text);
  expect([resolved.errors, slow.statements.length, slow.logged, it.logged]).toEqual([[], 1, [], []]);
  return resolved.data;
};
const told = async (role: 'agent' | 'admin', key: string, dimension = 'credit', language = 'en') =>
  (await same(role, asked(key, dimension), language))?.['customer'].policy;

describe('Customer.policy', () => {
  test('is the first row that holds for the latest rating, and why', async () => {
    expect(await told('agent', 'A-1')).toEqual({
      row: { name: 'late retail', position: 3 },
      because: ['grade C', 'Days past due at least 30', 'Segment is one of retail, small'],
      zh: ['等级为 C', '逾期天数不低于 30', '客群为以下之一：retail、small'],
      paymentMode: 'DEPOSIT',
      creditLimit: { amountMinor: 1, currency: 'TWD', amount: '0.01' },
      overdraftLimit: null,
      deposit: { amount: '1234.50' },
      reminderSchedule: [
        { day: -2, action: 'REMINDER', channel: 'sms' },
        { day: 31, action: 'CUTOFF_WARNING', channel: null },
      ],
      gradeKind: 'MONITORING',
      grade: 'C',
      provisional: false,
      asOf: '2026-10-31',
      ruleset: digests['credit'],
    });
    expect((await told('agent', 'A-1', 'credit', 'zh')).because[0]).toBe('等级为 C');
  });

  test('has a row for whoever is not rated', async () => {
    expect(await told('agent', 'A-2')).toMatchObject({
      row: { name: 'unrated company' },
      grade: null,
      because: ['not rated', 'Kind is organisation'],
      deposit: null,
    });
  });

  test('is none where the ruleset has none, and where nobody was rated', async () => {
    expect(await told('agent', 'A-1', 'churn')).toBeNull();
    expect(await told('agent', 'A-1', 'nothing')).toBeNull();
  });

  test('keeps the row and the amounts that tell of a sensitive attribute from who may not see it', async () => {
    const decided = {
      row: { name: 'earning', position: 2 },
      because: ['Income at least 100 minor units'],
      creditLimit: { amountMinor: 14_133 },
      overdraftLimit: { amountMinor: 70 },
    };
    expect(await told('admin', 'A-1', 'value')).toMatchObject(decided);
    expect(await told('agent', 'A-1', 'value')).toMatchObject({ row: null, because: null, zh: null, creditLimit: null, overdraftLimit: { amountMinor: 70 } });
    // The first row asks nothing of income.
    expect(await told('agent', 'A-2', 'value')).toMatchObject({ row: { name: 'unrated' }, because: ['not rated'], creditLimit: { amountMinor: 5 } });
  });

  test('is not there for who does not hold policy.read', async () => {
    expect((await it.ask('steward', asked('A-1', 'credit'))).errors[0]?.message).toMatch(/Cannot query field "policy"/);
  });

  test('of a page of customers is one statement, and few by the resolvers', async () => {
    const query =
      '{ customers(first: 10) { edges { node { policy { paymentMode row { name } } value: policy(dimension: "value") { because(language: ZH) deposit { amount } } } } } }';
    expect((await same('agent', query))?.['customers'].edges).toHaveLength(2);
    expect((await same('machine', `{ customer(id: "${annId}") { policy { __typename because grade } } }`))?.['customer'].policy.grade).toBe('C');
    slow.statements.length = 0;
    await slow.ask('agent', query);
    expect(slow.statements.length).toBeLessThanOrEqual(8);
  });
});

describe('with an issued grade in force', () => {
  const issue = async (more: object): Promise<void> => {
    const grade = {
      kind: 'issued',
      cycle: '2026',
      as_of: '2026-10-31',
      valid_from: '2026-11-01',
      valid_until: '2027-10-31',
      issued_at: at,
      objection_until: '2026-12-01',
    };
    await it.sql`
      insert into assay.issued_grade select (jsonb_populate_record(null::assay.issued_grade, ${it.sql.json({ ...grade, ...more } as never)}::jsonb
        || jsonb_build_object('customer_id', customer_id, 'subject_id', subject_id, 'dimension', dimension, 'grade_id', gen_random_uuid(), 'issue_id', gen_random_uuid(),
          'rating_id', rating_id, 'version', version))).*
      from assay.rating where dimension = 'credit' and as_of = '2026-10-31' and state = 'rated'`;
  };

  test('the policy goes by it, whatever was monitored since', async () => {
    await issue({ grade: 'B', provisional: true });
    const version = (await find(it.sql, { dimension: 'credit' })) as Version;
    await rate(it.sql, { version, asOf: '2026-11-15', today: '2026-11-22', now: () => at });
    expect(await told('agent', 'A-1')).toMatchObject({ row: { name: 'good' }, gradeKind: 'ISSUED', grade: 'B', provisional: true, asOf: '2026-10-31' });
    expect(await told('agent', 'A-2')).toMatchObject({ row: { name: 'unrated company' }, gradeKind: 'MONITORING', asOf: '2026-11-15' });
  });

  test('and by the values that were measured for it, also when its day was rated anew', async () => {
    await it.sql`delete from assay.issued_grade`;
    await issue({ grade: 'C', provisional: false });
    await it.sql`update assay.customer set attributes = attributes || '{"segment": "corporate"}' where kind = 'person'`;
    const version = (await find(it.sql, { dimension: 'credit' })) as Version;
    for (const asOf of ['2026-10-31', '2026-11-15']) await rate(it.sql, { version, asOf, today: '2026-11-22', now: () => at });
    expect(await told('agent', 'A-1')).toMatchObject({ row: { name: 'late retail' }, gradeKind: 'ISSUED', asOf: '2026-10-31' });
    await it.sql`delete from assay.issued_grade`;
    expect(await told('agent', 'A-1')).toMatchObject({ row: { name: 'rest' }, gradeKind: 'MONITORING', asOf: '2026-11-15' });
  });

  test.each<[string, object]>([
    ['that expired', { valid_until: '2026-11-21' }],
    ['that does not hold yet', { valid_from: '2026-11-23' }],
    ['that another replaced', { ended_on: '2026-11-22' }],
    ['that is preliminary', { kind: 'preliminary' }],
  ])('one %s decides nothing', async (_, more) => {
    await it.sql`delete from assay.issued_grade`;
    await issue({ grade: 'A', provisional: false, ...more });
    expect(await told('agent', 'A-1')).toMatchObject({ row: { name: 'rest' }, gradeKind: 'MONITORING', grade: 'C', asOf: '2026-11-15' });
  });
});

describe('of one day that two versions rated', () => {
  test('the policy is that of the version in force', async () => {
    await it.sql`delete from assay.issued_grade`;
    const turned = {
      ...plain,
      rows: [row('everybody', [], { paymentMode: 'prepaid', creditLimit: amount(0), reminderSchedule: 'strict' })],
      schedules: { strict: [] },
    };
    await activated(it.sql, document('credit', turned));
    expect(await told('agent', 'A-1')).toMatchObject({ row: { name: 'rest' }, ruleset: digests['credit'] });
    const version = (await find(it.sql, { dimension: 'credit' })) as Version;
    await rate(it.sql, { version, asOf: '2026-11-15', today: '2026-11-22', now: () => at });
    expect(await told('agent', 'A-1')).toMatchObject({
      row: { name: 'everybody' },
      because: ['no earlier row holds'],
      reminderSchedule: [],
      ruleset: version.digest,
    });
  });
});
