import { beforeAll, describe, expect, test } from 'vitest';
import { holder, proofOf } from '../access/proof.ts';
import { purposeOf } from '../sharing/world.ts';
import { type Asker, asker, consented, input, inquire, issued } from './market.ts';
import { tokenOf } from './partner.ts';
import { type Answer, type Api, api, at, canaries, read } from './world.ts';

let it: Api;
let bank: Asker;
beforeAll(async () => {
  it = await api({ unboundPartners: true });
  await issued(it.sql);
  const scopes = { 'rating.grade': 'clear', 'profile.identity': 'clear', 'account.basic': 'clear', 'payment.summary': 'clear' } as const;
  bank = await asker(it.sql, it, { agreement: { purposes: { letting: purposeOf(scopes) } } });
  await consented(it.sql, bank.party, 'A-1', { reference: 'R-1' });
});

const subject = { reference: 'R-1' };
const coded = (code: string) => ({ extensions: { code } });

/** Asks as often as wanted with one proof. */
async function proved(): Promise<(query: string, variables: object) => Promise<Answer>> {
  const by = holder();
  const token = await tokenOf(it, bank.party as never, at, { by });
  const dpop = await proofOf({ by, url: `${it.url}/graphql`, now: at, token });
  const headers = { 'content-type': 'application/json', authorization: `DPoP ${token}`, dpop };
  return async (query, variables) => read(await fetch(`${it.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) }));
}

describe('a proof that was used before', () => {
  test('counts for no inquiry of an operation', async () => {
    const two =
      'mutation ($a: InquireInput!, $b: InquireInput!) { a: inquire(input: $a) { result { ... on AnsweredInquiry { customer { name } } } } b: inquire(input: $b) { result { ... on AnsweredInquiry { customer { name } } } } }';
    const variables = () => ({ a: input(subject).input, b: input(subject).input });
    const ask = await proved();
    expect(await ask(two, variables())).toMatchObject({ status: 200, errors: [] });
    const again = await ask(two, variables());
    expect(again).toMatchObject({ status: 401, errors: [coded('ACCESS_PROOF_REPLAYED')] });
    expect(again.text).not.toContain(canaries.name);
    expect(again.headers.get('www-authenticate')).toMatch(/^DPoP error="invalid_dpop_proof"/);
  });

  test('counts for no other mutation in the guise of an inquiry', async () => {
    const ask = await proved();
    expect(await ask(inquire('number'), input(subject))).toMatchObject({ status: 200, errors: [] });
    const guised = `mutation ($input: InquireInput!, $file: FileConsentsInput!) {
      inquire(input: $input) @skip(if: true) { result { __typename } } fileConsents(input: $file) { received } }`;
    const form = { formNumber: 'F-9', formDigest: 'ab'.repeat(32), textVersion: '1', language: 'en', givenOn: '2026-11-20' };
    const consents = [{ subject: { identifier: { kind: 'national_id', value: canaries.national } }, form }];
    const file = { idempotencyKey: 'guised', consents };
    expect(await ask(guised, { ...input(subject), file })).toMatchObject({ status: 401, errors: [coded('ACCESS_PROOF_REPLAYED')] });
    expect(await it.sql`select consent_id from assay.consent where form_number = 'F-9'`).toHaveLength(0);
  });

  test.each([
    ['a purpose', { purpose: 'curiosity' }, 403],
    ['a key', { idempotencyKey: '' }, 400],
  ])('was used by an inquiry that was refused for %s, too', async (_, wrong, status) => {
    const ask = await proved();
    expect(await ask(inquire('number'), input(subject, wrong))).toMatchObject({ status });
    expect(await ask(inquire('number'), input(subject))).toMatchObject({ status: 401, errors: [coded('ACCESS_PROOF_REPLAYED')] });
  });
});

describe('an operation', () => {
  test('is answered in however many ways its directives are decided', async () => {
    const names = [...'abcdefg'];
    const declared = names.map((name) => `$${name}: Boolean!`).join(', ');
    const fields = names.map((name) => `${name}: number @include(if: $${name})`).join(' ');
    const query = `mutation ($input: InquireInput!, ${declared}) { inquire(input: $input) { result { __typename ... on AnsweredInquiry { ${fields} } } } }`;
    const decided = (way: number) => Object.fromEntries(names.map((name, place) => [name, ((way >> place) & 1) === 1]));
    const asked = (way: number) => bank.ask(query, { variables: { ...input(subject), ...decided(way) } });
    const answers = [];
    for (let way = 0; way < 70; way += 1) answers.push(await asked(way));
    for (const { data } of answers) expect(data?.['inquire'].result.__typename).toBe('AnsweredInquiry');
    expect(Object.keys(answers[69]?.data?.['inquire'].result)).toEqual(['__typename', 'a', 'c', 'g']);
  });

  test('whose variable is null where an argument may not be is the caller’s fault', async () => {
    const query = `mutation ($input: InquireInput!, $months: Int = 3) { inquire(input: $input) { result {
      ... on AnsweredInquiry { customer { accounts(first: 1) { behaviour { history(months: $months) } } } } } } }`;
    expect(await bank.ask(query, { variables: { ...input(subject), months: null } })).toMatchObject({ status: 400, errors: [coded('BAD_USER_INPUT')] });
    expect(it.logged).toEqual([]);
  });

  test('takes its purpose from what a variable stands for that is not given', async () => {
    const purposes = { letting: purposeOf({ 'rating.grade': 'clear' }), lending: purposeOf({ 'rating.grade': 'clear' }) };
    const { ask } = await asker(it.sql, it, { agreement: { purposes } });
    const query = `mutation ($purpose: String! = "lending") {
      inquire(input: { subject: { reference: "x" }, purpose: $purpose, idempotencyKey: "default" }) { result { __typename } } }`;
    expect(await ask(query)).toMatchObject({ status: 200, data: { inquire: { result: { __typename: 'RefusedInquiry' } } } });
  });
});

test('a repeat takes its place of the burst', async () => {
  const { ask } = await asker(it.sql, it, { agreement: { quotas: { day: 50, subject: 50, burst: 2, perSecond: 0.01 } } });
  const variables = input({ reference: 'a' });
  const answers = [];
  for (let time = 0; time < 3; time += 1) answers.push(await ask(inquire('number'), { variables }));
  expect(answers.map(({ status, errors }) => [status, errors[0]?.extensions['code']])).toEqual([
    [200, undefined],
    [200, undefined],
    [429, 'SHARING_QUOTA_BURST'],
  ]);
});
