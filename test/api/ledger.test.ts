import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/access/role.ts';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { tell } from '../customer/staging.ts';
import { type Asking, consentOf, recorder } from '../sharing/ledger/asked.ts';
import { partnered } from '../sharing/world.ts';
import { type Api, api } from './world.ts';

const customers = Array.from({ length: 6 }, (_, at) => nameKey('crm', 'customer', `L-${at}`));
const lists = [['Customer.name'], ['Customer.name masked', 'SharedGrade.grade'], ['SharedGrade.grade', 'SharedGrade.reasons']];

/** Requests of two partners in the order of their instants: what the ledgers are held against. */
const drawn = (partners: readonly Asking['partner'][]) =>
  fc
    .array(
      fc.record({
        partner: fc.constantFrom(...partners),
        second: fc.integer({ min: 0, max: 9 * 86_400 }),
        kid: fc.constantFrom('k-1', 'k-2'),
        purpose: fc.constantFrom('letting', 'loan'),
        subjects: fc.uniqueArray(
          fc.record({
            customerId: fc.constantFrom(...customers),
            outcome: fc.constantFrom('answered' as const, 'answered' as const, 'not_rated' as const, 'no_record' as const, 'refused' as const),
            fields: fc.constantFrom(...lists),
            report: fc.boolean(),
          }),
          { minLength: 1, maxLength: 4, selector: ({ customerId }) => customerId },
        ),
      }),
      { minLength: 120, maxLength: 120 },
    )
    .map((all) =>
      all
        .map(({ second, ...each }): Asking => ({ ...each, at: new Date(Date.parse('2026-11-10T00:00:00Z') + second * 1000).toISOString() }))
        .sort((a, b) => (a.at < b.at ? -1 : 1)),
    );

interface Row {
  readonly customer: string;
  readonly partner: string;
  readonly at: string;
  readonly seq: number;
  readonly kid: string;
  readonly line: string;
}

let world: Api;
/** By definition: each subject of each request that something was told of. */
const oracle: Row[] = [];
const numbers: { number: string; customer: string }[] = [];
beforeAll(async () => {
  world = await api();
  await tell(
    world.sql,
    'crm',
    customers.map((_, at) => ({ key: `L-${at}`, kind: 'person', name: `Person ${at}` })),
    200,
  );
  const partners = [await partnered(world.sql, { name: 'homes' }), await partnered(world.sql, { name: 'north-bank', title: 'North Bank' })];
  const record = recorder(world.sql);
  const [asked = []] = fc.sample(drawn(partners as never), { numRuns: 1, seed: 11 });
  for (const each of asked) {
    const { seq } = await record(each);
    const name = partners.find(({ partnerId }) => partnerId === each.partner.partnerId)?.name as string;
    const many = each.subjects.length > 1;
    for (const [place, { customerId, outcome, fields, report }] of each.subjects.entries()) {
      if (outcome !== 'answered' && outcome !== 'not_rated') continue;
      const number = `${name}-${String(seq).padStart(8, '0')}${many ? `.${place + 1}` : ''}`;
      const customer = encodeId('cus', customerId);
      numbers.push({ number, customer });
      const told = [number, each.purpose, outcome, fields.join(), encodeId('con', consentOf(customerId)), each.partner.version?.digest, report].join(' ');
      oracle.push({ customer, partner: name, at: each.at, seq, kid: each.kid, line: `${each.at} ${name} ${each.kid} ${customer} ${told}` });
    }
  }
});

const node = `customer at partner { name title kind } purpose purposeTitle fields { field masked } outcome consent agreement agreementNumber key entry hasReport number`;
const page = `edges { node { ${node} } } pageInfo { hasNextPage endCursor }`;
const lineOf = ({ at, partner, key, customer, number, purpose, outcome, fields, consent, agreement, hasReport }: any): string =>
  `${at} ${partner.name} ${key} ${customer} ${[number, purpose, outcome, fields.map(({ field, masked }: any) => (masked ? `${field} masked` : field)).join(), consent, agreement, hasReport].join(' ')}`;

/** All pages of a connection, which `query` asks for behind a cursor. */
async function every(role: Role, query: (after: string | null) => string, at: (data: any) => any): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null | undefined = null; after !== undefined; ) {
    const { data, text } = await world.ask(role, query(after));
    if (!data) throw new Error(text);
    const { edges, pageInfo } = at(data);
    found.push(...edges.map((edge: any) => lineOf(edge.node)));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined;
  }
  return found;
}
const behind = (after: string | null): string => (after === null ? '' : `, after: "${after}"`);
const expected = (rows: readonly Row[]): string[] => rows.map(({ line }) => line).sort();

describe('the ledger of a customer', () => {
  test.each(customers.map((customerId, at) => [at, encodeId('cus', customerId)] as const))('has everything that was told of it, once: %i', async (at, id) => {
    const found = await every(
      'agent',
      (after) => `{ customer(id: "${id}") { disclosures(first: ${at + 3}${behind(after)}) { ${page} } } }`,
      ({ customer }) => customer.disclosures,
    );
    expect(found.toSorted()).toEqual(expected(oracle.filter(({ customer }) => customer === id)));
    expect(found).toEqual(found.toSorted((a, b) => (a.slice(0, 24) > b.slice(0, 24) ? -1 : a.slice(0, 24) < b.slice(0, 24) ? 1 : 0)));
    expect(found.length).toBeGreaterThan(10);
  });

  test('is read for several customers by one statement', async () => {
    world.statements.length = 0;
    const { data, text } = await world.ask(
      'agent',
      `{ customers(first: 10) { edges { node { id disclosures(first: 2) { edges { node { at purpose } } } } } } }`,
    );
    expect(data, text).toBeTruthy();
    expect(world.statements.filter((statement) => statement.includes('assay.disclosure'))).toHaveLength(1);
  });

  test('says it in words, for what, to whom', async () => {
    const { data } = await world.ask(
      'steward',
      `{ disclosures(partner: "north-bank", first: 1) { edges { node { partner { name title kind } agreementNumber purpose purposeTitle } } } }`,
      {
        language: 'zh',
      },
    );
    const [{ node: told }] = data?.['disclosures'].edges;
    expect(told).toMatchObject({ partner: { name: 'north-bank', title: 'North Bank', kind: 'lender' }, agreementNumber: 1 });
    expect(told.purposeTitle).toBe(told.purpose === 'letting' ? '出租前' : 'loan');
  });

  test.each([
    ['analyst', 'disclosures', '{ disclosures(partner: "homes") { pageInfo { hasNextPage } } }'],
    ['agent', 'disclosures', '{ disclosures(partner: "homes") { pageInfo { hasNextPage } } }'],
    ['agent', 'breach', '{ breach(partner: "homes") { count } }'],
  ] as const)('beyond one customer is not there for who does not audit: %s, %s', async (role, field, query) => {
    const { errors } = await world.ask(role, query);
    expect(errors[0]?.message).toContain(`Cannot query field "${field}" on type "Query".`);
  });
});

describe('what a partner was told', () => {
  test.each([
    ['ever', '', () => true],
    ['from an instant', ', from: "2026-11-12T00:00:00.000Z"', ({ at }: Row) => at >= '2026-11-12'],
    ['up to one', ', from: "2026-11-12T00:00:00.000Z", until: "2026-11-15T00:00:00.000Z"', ({ at }: Row) => at >= '2026-11-12' && at < '2026-11-15'],
  ])('%s', async (_, period, within) => {
    const found = await every(
      'steward',
      (after) => `{ disclosures(partner: "homes", first: 37${period}${behind(after)}) { ${page} } }`,
      ({ disclosures }) => disclosures,
    );
    expect(found.toSorted()).toEqual(expected(oracle.filter((row) => row.partner === 'homes' && within(row))));
  });

  test.each([
    ['a partner that there is not', '{ disclosures(partner: "nobody") { pageInfo { hasNextPage } } }', 'SHARING_PARTNER_UNKNOWN'],
    ['a period that ends before it begins', '{ breach(key: "k-1", from: "2026-11-12T00:00:00Z", until: "2026-11-11T00:00:00Z") { count } }', 'SHARING_PERIOD'],
    ['a key that nobody has', '{ breach(key: "k-0") { count } }', 'SHARING_BREACH_KEY'],
    ['neither partner nor key', '{ breach { count } }', 'SHARING_BREACH_WHOM'],
  ])('is refused of %s', async (_, query, code) => {
    const { errors } = await world.ask('steward', query);
    expect(errors[0]?.extensions['code']).toBe(code);
  });
});

describe('the scope of a breach', () => {
  test.each([
    ['a key, whosever it is', 'key: "k-1"', ({ kid }: Row) => kid === 'k-1'],
    ['a key of one partner', 'key: "k-2", partner: "homes"', ({ kid, partner }: Row) => kid === 'k-2' && partner === 'homes'],
    [
      'a partner in a time',
      'partner: "north-bank", from: "2026-11-13T00:00:00Z", until: "2026-11-14T00:00:00Z"',
      ({ partner, at }: Row) => partner === 'north-bank' && at.startsWith('2026-11-13'),
    ],
    ['a key nobody signed in with', 'key: "homes-1"', () => false],
  ])('is everything that was told meanwhile: %s', async (_, args, within) => {
    const rows = oracle.filter(within);
    const found = await every(
      'steward',
      (after) => `{ breach(${args}) { disclosures(first: 50${behind(after)}) { ${page} } } }`,
      ({ breach }) => breach.disclosures,
    );
    expect(found.toSorted()).toEqual(expected(rows));
    const { data } = await world.ask('steward', `{ breach(${args}) { count customers partners purposes fields { field masked } firstAt lastAt } }`);
    const instants = rows.map(({ at }) => at).sort();
    expect(data?.['breach']).toMatchObject({
      count: rows.length,
      customers: new Set(rows.map(({ customer }) => customer)).size,
      partners: [...new Set(rows.map(({ partner }) => partner))].sort(),
      firstAt: instants[0] ?? null,
      lastAt: instants.at(-1) ?? null,
    });
    expect(data?.['breach'].fields.some(({ field, masked }: any) => field === 'Customer.name' && masked)).toBe(rows.length > 0);
  });
});
