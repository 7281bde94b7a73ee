import { beforeAll, describe, expect, it } from 'vitest';
import { pairwise } from '../../src/access/pairwise.ts';
import { nameKey } from '../../src/base/digest.ts';
import { addDays, addMonths, firstOfMonth, lastOfMonth } from '../../src/base/time.ts';
import { shareableScopes } from '../../src/sharing/agreement/grain.ts';
import { purposeOf, today } from '../sharing/world.ts';
import { plant } from './canaries.ts';
import { type Asker, asker, consented, input, inquire, issued } from './market.ts';
import { type Answer, type Api, annId, api, canaries, keys } from './world.ts';

let world: Api;

beforeAll(async () => {
  world = await api({ unboundPartners: true });
  const { sql } = world;
  await plant(sql);
  await sql`insert into assay.coverage select 'crm', fact, '2026-01-01', '2026-12-31', now() from unnest(array['bill', 'payment', 'account_status']) as fact`;
  await issued(sql);
  const [customer, account, known] = [nameKey('crm', 'customer', 'A-1'), nameKey('crm', 'account', 'card'), { source: 'crm', content_hash: 1 }];
  const row = (key: string, own: object) => ({
    ...{ customer_id: customer, account_id: account, key: nameKey('test', 'fact', key), available_on: '2026-01-01', available_assumed: true },
    ...{ recorded_at: '2026-01-01T00:00:00.000Z', ...known, ...own },
  });
  const promise = row('promise', { agreed_on: '2026-06-01', kind: 'promise', amount_minor: 100 });
  await sql`insert into assay.arrangement ${sql(promise as never)}`;
  for (const due_on of ['2026-03-01', '2026-07-01'])
    await sql`insert into assay.instalment ${sql(row(due_on, { arrangement: promise.key, due_on, amount_minor: 50 }) as never)}`;
  await sql`insert into assay.payment ${sql(row('early', { paid_on: '2026-01-02', amount_minor: 0, bill: nameKey('crm', 'bill', 'card-9') }) as never)}`;
  await sql.begin(async (tx) => {
    for (const given of ['2025-06-30', '2026-09-30', '2026-10-31', '2026-10-31 churn']) {
      const [asOf, dimension = 'credit'] = given.split(' ') as [string, string?];
      await tx`create temp table copied on commit drop as select * from assay.rating where kind = 'issued' and as_of = '2026-10-31'`;
      await tx`update copied set kind = 'monitoring', as_of = ${asOf}, dimension = ${dimension}, rating_id = gen_random_uuid()`;
      await tx`insert into assay.rating select * from copied`;
      await tx`drop table copied`;
    }
    await tx`create temp table ended on commit drop as select * from assay.issued_grade`;
    await tx`update ended set as_of = '2025-10-31', cycle = '2025', valid_from = '2025-11-01', valid_until = '2026-10-31', ended_on = '2026-10-01', grade_id = gen_random_uuid()`;
    await tx`insert into assay.issued_grade select * from ended`;
  });
});

/** Everything that can be agreed, treated alike but for the grade. */
const every = (treatment: 'clear' | 'masked') =>
  Object.fromEntries(shareableScopes.map((scope) => [scope, scope === 'rating.grade' || scope === 'rating.reasons' ? 'clear' : treatment]));

interface Wanted {
  readonly treatment?: 'clear' | 'masked';
  readonly grade?: 'issued' | 'monitoring';
  readonly windowMonths?: number;
  readonly freshDays?: number;
}

const banks = new Map<string, Promise<Asker>>();

/** A partner with such an agreement and the consent of the first customer; another name is another partner. */
function bank(wanted: Wanted = {}, name = 'one'): Promise<Asker> {
  const key = `${name} ${JSON.stringify(wanted)}`;
  const known = banks.get(key) ?? made(wanted);
  banks.set(key, known);
  return known;
}

async function made({ treatment = 'clear', ...bounds }: Wanted): Promise<Asker> {
  const asking = await asker(world.sql, world, { agreement: { grade: 'monitoring', ...bounds, purposes: { letting: purposeOf(every(treatment)) } } });
  await consented(world.sql, asking.party, 'A-1', { reference: 'R-1' });
  return asking;
}

const about = async ({ ask }: Asker, fields: string): Promise<Answer> => ask(inquire(`customer { ${fields} }`), { variables: input({ reference: 'R-1' }) });
const told = (answer: Answer) => {
  expect(answer.errors).toEqual([]);
  return answer.data?.['inquire'].result.customer;
};

/** Every list of facts and grades that a partner reaches, by the day its rows are about. */
const dated: Readonly<Record<string, string>> = {
  usages: 'period',
  balances: 'balanceOn',
  statuses: 'month',
  bills: 'period',
  payments: 'paidOn',
  prepayments: 'toppedUpOn',
  arrangements: 'agreedOn',
  instalments: 'dueOn',
  notices: 'sentOn',
  contractEvents: 'occurredOn',
  forbearances: 'fromOn',
  ratings: 'asOf',
  issuedGrades: 'asOf',
};
const nested: Readonly<Record<string, string>> = {
  bills: 'replaces payments { payment { id paidOn bill } allocated { amountMinor } }',
  arrangements: 'state instalments { id dueOn }',
};
const grades = 'rating { id asOf } issuedGrade { id asOf rating { id } } ratings(last: 20) { id asOf } issuedGrades(last: 20) { id asOf account }';
const lists = Object.entries(dated).map(([list, day]) => `${list}(last: 20) { id ${day} ${nested[list] ?? ''} }`);
const body = `id ${grades} behaviour { asOf daysPastDue onTimeShare history(months: 24) reported { month } arrears { amount } }
  accounts(first: 2) { id number ${lists.join(' ')} behaviour { history(months: 12) } }`;

type Row = Record<string, any>;

describe('the data window', () => {
  it.each([
    [24, 366],
    [6, 30],
    [1, 366],
  ])('of %s months, with grades of %s days, tells exactly what lies in it, in lists within lists too', async (windowMonths, freshDays) => {
    const asking = await bank({ windowMonths, freshDays });
    const [since, fresh] = [addMonths(today, -windowMonths), addDays(today, -freshDays)];
    const whole = (await world.ask('admin', `{ customer(id: "${annId}") { ${body} } }`)).data?.['customer'];
    const ids = pairwise(keys.seal, asking.party.partnerId);
    const isIn = (list: string, day: string): boolean => day.padEnd(10, '-01') >= since && (!['ratings', 'issuedGrades'].includes(list) || day >= fresh);
    const history = (text: string): string => {
      const [scheme, months = ''] = text.split(':');
      const cut = [...months].map((each, at) => (lastOfMonth(addMonths(firstOfMonth(today), at - months.length)) < since ? '-' : each));
      return `${scheme}:${cut.join('')}`;
    };
    /** What the company sees, cut to the window by hand. */
    const cut = (value: unknown, name = ''): unknown => {
      if (Array.isArray(value)) {
        const day = dated[name];
        const rows = (value as Row[]).filter((row) => (row['payment'] ? row['payment'].paidOn >= since : !day || isIn(name, row[day])));
        return rows.map((row) => cut(row));
      }
      if (typeof value !== 'object' || value === null) return name === 'history' ? history(value as string) : value;
      if (name === 'rating' && 'asOf' in value && String(value.asOf) < fresh) return null;
      if (name === 'reported' && `${(value as Row)['month']}-01` < since) return null;
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, key === 'onTimeShare' && windowMonths < 12 ? null : cut(each, key)]));
    };
    const opened = JSON.parse(JSON.stringify(told(await about(asking, body))), (_, value) => (typeof value === 'string' ? (ids.open(value) ?? value) : value));
    expect(opened).toEqual(cut(whole));
    expect(opened.accounts.flatMap(({ bills }: Row) => bills)).toHaveLength({ 24: 18, 6: 8, 1: 0 }[windowMonths] as number);
  });

  it('is one of grades too: official ones where those are agreed, of one dimension', async () => {
    const official = told(await about(await bank({ grade: 'issued' }), grades));
    expect(official).toMatchObject({ rating: null, ratings: [], issuedGrade: { rating: { id: expect.any(String) } }, issuedGrades: [{}] });
    const churn = 'rating(dimension: "churn") { dimension } ratings(dimension: "churn") { dimension } issuedGrades(dimension: "churn") { id }';
    expect((await world.ask('admin', `{ customer(id: "${annId}") { ${churn} } }`)).data?.['customer'].ratings).toEqual([{ dimension: 'churn' }]);
    expect(told(await about(await bank(), churn))).toEqual({ rating: null, ratings: [], issuedGrades: [] });
  });

  it('is not passed by a day that is asked for', async () => {
    const asking = await bank({ windowMonths: 6, freshDays: 30 });
    const { accounts } = told(
      await about(asking, 'accounts { bills(last: 20, from: "2020-01-01") { period } payments(from: "2020-01-01", until: "2026-05-21") { paidOn } }'),
    );
    expect(accounts[0].bills.at(-1)).toEqual({ period: '2026-06' });
    expect(accounts[0].payments).toEqual([]);
    for (const [field, argument] of [
      ['issuedGrade', 'on'],
      ['behaviour', 'asOf'],
    ] as const) {
      const { errors } = await about(asking, `${field}(${argument}: "2025-01-01") { asOf }`);
      expect(errors[0]?.message).toBe(`Unknown argument "${argument}" on field "Customer.${field}".`);
    }
  });
});

describe('ids', () => {
  const source = 'id accounts { id bills { id payments { payment { id bill } } } issuedGrade { id } } rating { id } issuedGrade { id rating { id } }';
  const found = (text: string): string[] => [...text.matchAll(/\b[a-z]{3}_[0-9a-z]{26,}/g)].map(([id]) => id);

  it('are the same in every answer to a partner and others for the next one, though both ask by one statement', async () => {
    const [one, other] = [await bank(), await bank({}, 'other')];
    const [first, next, again] = [await about(one, source), await about(other, source), await about(one, source)].map(({ text }) => found(text));
    expect(first?.length).toBeGreaterThan(20);
    expect(again).toEqual(first);
    expect(next).toHaveLength((first as string[]).length);
    const own = found((await world.ask('admin', `{ customer(id: "${annId}") { ${source} } }`)).text);
    const seen = [new Set(first), new Set(next), new Set(own)];
    expect(new Set(seen.flatMap((each) => [...each])).size).toBe(seen.reduce((sum, { size }) => sum + size, 0));
  });

  it('page by the names of the partner, and by no other', async () => {
    const [one, other] = [await bank(), await bank({}, 'other')];
    const accounts = async (asking: Asker, after?: string): Promise<Answer> =>
      about(asking, `accounts(first: 1${after ? `, after: "${after}"` : ''}) { id number }`);
    const [first] = told(await accounts(one)).accounts;
    const [second] = told(await accounts(one, first.id)).accounts;
    expect([first.number, second.number].sort()).toEqual(['no-card', 'no-power']);
    expect(told(await accounts(one, second.id)).accounts).toEqual([]);
    const raw = pairwise(keys.seal, one.party.partnerId).open(first.id) as string;
    for (const id of [raw, told(await accounts(other)).accounts[0].id, 'acc_0']) {
      const { errors } = await accounts(one, id);
      expect(errors[0]?.extensions['code']).toBe('GRAPH_CURSOR_INVALID');
    }
  });
});

describe('under a masked grant', () => {
  const asked = `name bornOn address kind identifiers { kind value } contacts { kind value } rating { score } behaviour { daysPastDue onTimeShare arrears reported { code daysPastDue } }
    accounts { number service creditLimit contractStart bills(last: 1) { period statement amountDue dueOn coveredOn payments { allocated stated payment { paidOn amount } } }
      usages(last: 1) { quantity } statuses(last: 1) { daysPastDue amountPastDue } balances { amount balanceOn } contractEvents { kind severity occurredOn } }`;

  it('every amount, number, day and name is told by its class, and the answer names what is', async () => {
    const answer = await about(await bank({ treatment: 'masked' }), asked);
    const { accounts, ...customer } = told(answer);
    expect(customer).toMatchObject({
      name: 'A. C. N.',
      bornOn: '1980',
      address: '••••',
      kind: 'person',
      identifiers: [{ kind: 'national_id', value: '••••8877' }],
      contacts: [{ kind: 'phone', value: '••••3456' }],
      rating: { score: expect.stringMatching(/^\d+-\d+$/) },
      behaviour: { daysPastDue: expect.stringMatching(/^(0|[\d,]+-[\d,]+)$/), arrears: null, reported: { code: 0, daysPastDue: '5-10' } },
    });
    const [card, power] = accounts[0].service === 'card' ? accounts : [...accounts].reverse();
    expect(card).toMatchObject({
      number: '••••',
      creditLimit: '5,000-10,000 TWD',
      usages: [{ quantity: '10-20' }],
      bills: [{ period: '2026-09', statement: '10-20 TWD', amountDue: '1-2 TWD', dueOn: '2026-09', coveredOn: null }],
      balances: [{ amount: '5,000,000-10,000,000 TWD', balanceOn: '2025-01' }],
      contractEvents: [{ kind: 'theft', occurredOn: '2025-01' }],
    });
    expect(card.bills[0].payments.at(-1)).toEqual({ allocated: '0-1 TWD', stated: false, payment: { paidOn: '2026-09', amount: '0-1 TWD' } });
    expect(power).toMatchObject({ creditLimit: '500,000-1,000,000 JPY', bills: [{ statement: '1,000-2,000 JPY' }] });
    const { masked, withheld } = answer.extensions?.['disclosure'] as { masked: string[]; withheld?: string[] };
    expect(withheld).toBeUndefined();
    expect(masked).toEqual(expect.arrayContaining(['Account.creditLimit', 'BillPayment.allocated', 'Behaviour.arrears', 'Customer.name', 'Identifier.value']));
    expect(masked).not.toContain('Customer.kind');
    for (const canary of [...Object.values(canaries), '987654321', '9876543.21', '1980-05', '12.345']) expect(answer.text).not.toContain(canary);
  });

  it('the answer names it whoever is asked about, so that a refusal tells nothing by it', async () => {
    const asking = await bank({ treatment: 'masked' });
    const disclosed = async (reference: string) =>
      (await asking.ask(inquire('customer { name accounts { creditLimit } }'), { variables: input({ reference }) })).extensions;
    expect(await disclosed('nobody')).toEqual({ disclosure: { masked: ['Account.creditLimit', 'Customer.name'] } });
    expect(await disclosed('R-1')).toEqual(await disclosed('nobody'));
  });

  it('nothing else of it exists: no ids, no free words, no way to filter, page or look inside', async () => {
    const asking = await bank({ treatment: 'masked' });
    for (const fields of [
      'occupation',
      'industry',
      'attributes { value }',
      'accounts { id }',
      'accounts(after: "x") { service }',
      'accounts { bills(from: "2026-01-01") { period } }',
      'accounts { creditLimit { amountMinor } }',
      'accounts { c: creditLimit ... on Money { amount } }',
      'behaviour { history }',
      'behaviour { bucket(scheme: PBOC) }',
    ])
      expect((await about(asking, fields)).errors.length, fields).toBeGreaterThan(0);
  });
});

describe('the company and its partners', () => {
  const source = (root: string): string => `query Same { ${root} }`;

  it('never share a remembered document or statement, whoever sends a text first', async () => {
    const [open, masked] = [await bank(), await bank({ treatment: 'masked' })];
    const text = inquire('customer { name accounts { creditLimit { amount } } }');
    for (let time = 0; time < 3; time += 1) {
      expect((await world.ask('admin', text, { variables: input({ reference: 'R-1' }) })).errors[0]?.message).toContain('InquireInput');
      expect((await open.ask(text, { variables: input({ reference: 'R-1' }) })).errors).toEqual([]);
      expect((await masked.ask(text, { variables: input({ reference: 'R-1' }) })).errors[0]?.message).toContain('must not have a selection');
    }
  });

  it('differ in their roots: a partner has neither a customer by id, nor a search, nor lists over customers, nor ratings by id', async () => {
    const open = await bank();
    for (const root of [
      `customer(id: "${annId}") { name }`,
      'customers { count }',
      'search(text: "Ada") { by }',
      'statusDisagreements { edges { node { month } } }',
      'rating(id: "rat_0") { grade }',
      'node(id: "cus_0") { id }',
    ]) {
      const { errors } = await open.ask(source(root), { headers: { 'assay-purpose': 'letting' } });
      expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(/^Cannot query field "\w+" on type "Query"\.$/)]);
    }
  });

  it('and a partner sees nothing of other customers or of work inside below one either', async () => {
    const open = await bank();
    for (const field of [
      'groupRating { grade }',
      'groupIssuedGrades { grade }',
      'issuedGrade { reviews { state } }',
      'issuedGrade { issueRun }',
      'rating { trace { code } }',
      'rating { characteristics { points } }',
      'rating { reasons { points } }',
      'rating { ratedAt knownAt }',
      'recordedAt',
      'accounts { bills { recordedAt } forbearances { text } }',
      'relations { kind }',
      'policy { grade }',
    ])
      expect((await about(open, field)).errors[0]?.message, field).toMatch(/^Cannot query field/);
  });
});
