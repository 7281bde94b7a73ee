import { beforeAll, describe, expect, test } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { limits } from '../../src/base/limits.ts';
import { tell } from '../customer/staging.ts';
import { purposeOf } from '../sharing/world.ts';
import { type Asker, asker, consented, input, tokenOf } from './market.ts';
import { type Answer, type Api, api, read } from './world.ts';

let it: Api;
let bank: Asker;
const number = (value: string, kind = 'national_id') => ({ identifier: { kind, value } });
const subjects = {
  customer: number('CARLA4711'),
  stranger: number('NOBODY4711'),
  firm: number('HRB4711', 'registration_number'),
  withdrawn: number('WANDA4711'),
  'withdrawn, by what we call her': { reference: 'wanda' },
  several: number('SHARED4711'),
  'nobody we named': { reference: 'nobody' },
};
const names = Object.keys(subjects) as (keyof typeof subjects)[];
const unconsented = names.filter((name) => name !== 'customer');
beforeAll(async () => {
  it = await api({ unboundPartners: true });
  await tell(it.sql, 'crm', [
    { key: 'carla', kind: 'person', name: 'Carla', ids: { national_id: 'CARLA4711' } },
    { key: 'ben', kind: 'person', name: 'Ben', ids: { national_id: 'BEN4711' } },
    { key: 'firm', kind: 'organisation', name: 'Firm', ids: { registration_number: 'HRB4711' } },
    { key: 'wanda', kind: 'person', name: 'Wanda', ids: { national_id: 'WANDA4711' } },
    { key: 'one', kind: 'person', name: 'One', ids: { national_id: 'SHARED4711?' } },
    { key: 'two', kind: 'person', name: 'Two', ids: { national_id: 'SHARED4711?' } },
    { key: 'vera', kind: 'person', name: 'Vera', ids: { national_id: 'VERA4711' } },
    { key: 'uwe', kind: 'person', name: 'Uwe', ids: { national_id: 'VERA4711?' } },
  ]);
  const letting = purposeOf({ 'profile.identity': 'clear', 'rating.grade': 'clear' }, { subjects: ['person'] });
  bank = await asker(it.sql, it, { name: 'bank', agreement: { purposes: { letting } } });
  await consented(it.sql, bank.party, 'wanda', { reference: 'wanda' });
  const wanda = { customerId: encodeId('cus', nameKey('crm', 'customer', 'wanda')), partner: 'bank', idempotencyKey: 'w' };
  const withdrawal = 'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { refusal { code } } }';
  expect((await it.ask('steward', withdrawal, { variables: { input: wanda } })).data).toEqual({ withdrawConsent: { refusal: null } });
});

let forms = 0;
const form = (more: object = {}) => {
  forms += 1;
  return { formNumber: `F-${forms}`, formDigest: 'ab'.repeat(32), textVersion: '1', language: 'en', givenOn: '2026-11-22', ...more };
};
const fields = '__typename ... on AnsweredInquiry { customer { name } } ... on NotRatedInquiry { why } ... on RefusedInquiry { code message hint }';
const inquiry = `mutation ($input: InquireInput!) { inquire(input: $input) { result { ${fields} } } }`;
const ask = (subject: object, consent: object) => bank.ask(inquiry, { variables: input(subject, { consent }) });
let keys = 0;
const file = async (consents: object[], { ask: sent }: Pick<Asker, 'ask'> = bank): Promise<Answer> => {
  keys += 1;
  const query = 'mutation ($input: FileConsentsInput!) { fileConsents(input: $input) { received refusal { code } } }';
  return sent(query, { variables: { input: { consents, idempotencyKey: `filing ${keys}` } } });
};
/** What can be told apart of answers: status, bytes, and heads but for the count of what is left. */
const told = ({ status, text, headers }: Answer): string =>
  JSON.stringify([status, text, [...headers].filter(([name]) => !/^(date|assay-quota-remaining|assay-quota-reset)$/.test(name))]);
const typeOf = (answer: Answer): string => answer.data?.['inquire']?.result.__typename;

describe('a form that makes no consent says the same of a customer and of a stranger, byte for byte', () => {
  test.each<[string, string, () => Promise<object>, readonly (keyof typeof subjects)[]]>([
    ['one that was recorded for somebody else', 'RefusedInquiry', async () => taken(number('BEN4711')), names],
    ['one that was named for a stranger', 'RefusedInquiry', async () => taken(number('NOBODY4712')), names],
    ['one that was named for a reference that nobody has', 'RefusedInquiry', async () => taken({ reference: 'gone' }), names],
    ['one that is older than the word taken back, or of who cannot be told of', 'NoRecordInquiry', async () => ({}), unconsented],
  ])('%s', async (_, type, make, whom) => {
    const more = await make();
    const answers: Answer[] = [];
    for (const name of whom) answers.push(await ask(subjects[name], form(more)));
    expect(answers.map(typeOf)).toEqual(whom.map(() => type));
    expect(new Set(answers.map(told)).size).toBe(1);
  });

  /** The number of a form that was filed for a subject. */
  const taken = async (subject: object): Promise<object> => {
    const { formNumber } = form();
    expect((await file([{ subject, form: form({ formNumber }) }])).data).toEqual({ fileConsents: { received: 1, refusal: null } });
    return { formNumber };
  };

  test('one of another document than it was first', async () => {
    const answers: Answer[] = [];
    for (const name of unconsented) {
      const first = form();
      await file([{ subject: subjects[name], form: first }]);
      answers.push(await ask(subjects[name], { ...first, formDigest: 'cd'.repeat(32) }));
    }
    expect(answers.map(typeOf)).toEqual(unconsented.map(() => 'RefusedInquiry'));
    expect(new Set(answers.map(told)).size).toBe(1);
  });

  test('one that is sent with many at once', async () => {
    const one = form();
    const given = [number('NOBODY4713'), ...names.map((name) => subjects[name])].map((subject) => ({ subject, consent: one }));
    const many = `mutation ($input: InquireManyInput!) { inquireMany(input: $input) { results { ${fields} } } }`;
    const answer = await bank.ask(many, { variables: { input: { subjects: given, purpose: 'letting', idempotencyKey: 'many' } } });
    const [first, ...others] = answer.data?.['inquireMany'].results.map((each: object) => JSON.stringify(each));
    expect(first).toBe('{"__typename":"NoRecordInquiry"}');
    expect(new Set(others).size).toBe(1);
    expect(others[0]).toContain('SHARING_REFUSED');
  });

  test('one with fewer scopes than are asked for, which is not even filed', async () => {
    const answers: Answer[] = [];
    for (const name of names) answers.push(await ask(subjects[name], form({ formNumber: 'NARROW', scopes: ['rating.grade'] })));
    for (const { status, errors } of answers)
      expect([status, errors[0]?.extensions]).toMatchObject([400, { code: 'SHARING_CONSENT_NARROW', path: 'input.consent.scopes' }]);
    expect(new Set(answers.map(told)).size).toBe(1);
    for (const table of ['named_form', 'consent']) expect(await it.sql`select from assay.${it.sql(table)} where form_number = 'NARROW'`).toHaveLength(0);
    const covering = form({ scopes: ['rating.grade', 'profile.identity'] });
    expect(typeOf(await ask(subjects.stranger, covering))).toBe('NoRecordInquiry');
  });

  test('and why is on record', async () => {
    await Promise.all(unconsented.map(async (name) => expect(typeOf(await ask(subjects[name], form()))).toBe('NoRecordInquiry')));
    const rows = await it.sql<{ why: string }[]>`
      select distinct body -> 'inquiries' -> 0 ->> 'why' as why from assay.audit_entry
      where stream = ${bank.party.partnerId} and body -> 'inquiries' -> 0 ->> 'outcome' = 'no_record' order by 1`;
    expect(rows.map(({ why }) => why)).toEqual(['not_consented', 'unknown']);
  });

  test('while the form of who signed it opens the door, by whatever name it comes again', async () => {
    const one = form();
    expect((await file([{ subject: subjects.customer, form: one, reference: 'carla' }])).data?.['fileConsents'].received).toBe(1);
    expect(typeOf(await ask({ reference: 'carla' }, one))).toMatch(/^(Answered|NotRated)Inquiry$/);
    expect(typeOf(await ask(subjects.stranger, one))).toBe('RefusedInquiry');
  });
});

test('a number that one has proved is not decided under the consent of another who only wrote it down', async () => {
  const name = `mutation ($input: InquireInput!) { inquire(input: $input) { result { __typename ... on AnsweredInquiry { customer { name } } } } }`;
  const asked = async (subject: object) => (await bank.ask(name, { variables: input(subject) })).text;
  await consented(it.sql, bank.party, 'uwe', { reference: 'uwe' });
  expect(await asked({ reference: 'uwe' })).not.toContain('RefusedInquiry');
  expect(await asked(number('VERA4711'))).toBe('{"data":{"inquire":{"result":{"__typename":"RefusedInquiry"}}}}');
  await consented(it.sql, bank.party, 'vera', { reference: 'vera' });
  expect(await asked(number('VERA4711'))).toBe(await asked({ reference: 'vera' }));
});

describe('a key', () => {
  /** The same partner with another key. */
  const another = async (kid: string, until: string | null = null): Promise<Pick<Asker, 'ask'>> => {
    await it.sql`
      insert into assay.partner_key (partner_id, kid, jwk, added_at, added_by, until)
      select partner_id, ${kid}, jwk, added_at, added_by, ${until} from assay.partner_key where partner_id = ${bank.party.partnerId} limit 1`;
    const authorization = `Bearer ${await tokenOf(it.sql, it, bank.party, kid)}`;
    const headers = { 'content-type': 'application/json', authorization };
    return {
      ask: async (query, { variables } = {}) => read(await fetch(`${it.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })),
    };
  };
  let [leaked, over, later]: Pick<Asker, 'ask'>[] = [];
  beforeAll(async () => {
    leaked = await another('leaked');
    over = await another('over', new Date(Date.now() - 60_000).toISOString());
    later = await another('later', '2999-01-01T00:00:00.000Z');
    // How a partner stands is remembered for so long.
    await new Promise((resolve) => setTimeout(resolve, limits.standingMs + 50));
  });
  const filed = async (args: string): Promise<string[]> => {
    const { data, errors } = await it.ask('steward', `{ breach(${args}) { filed(first: 50) { edges { node { evidence { formNumber } } } } } }`);
    expect(errors).toEqual([]);
    return data?.['breach'].filed.edges.map(({ node }: any) => node.evidence.formNumber).sort();
  };

  test('that was out brought consents, and the scope of the breach lists them', async () => {
    const [mine, theirs] = [form(), form()];
    await file([{ subject: subjects.customer, form: mine }]);
    expect((await file([{ subject: number('BEN4711'), form: theirs }], leaked)).data?.['fileConsents'].received).toBe(1);
    expect(await filed('key: "leaked"')).toEqual([theirs.formNumber]);
    expect(await filed('key: "leaked", partner: "bank"')).toEqual([theirs.formNumber]);
    expect(await filed('key: "leaked", until: "2026-01-01T00:00:00Z"')).toEqual([]);
    expect(await filed('key: "leaked", from: "2026-01-01T00:00:00Z"')).toEqual([theirs.formNumber]);
    expect(await filed('partner: "bank"')).toEqual(expect.arrayContaining([mine.formNumber, theirs.formNumber]));
    const entries = await it.sql<
      { key: string }[]
    >`select detail ->> 'key' as key from assay.log_entry where what = 'consent.file' order by entry_id desc limit 2`;
    expect(entries.map(({ key }) => key)).toEqual(['leaked', `${bank.party.name}-1`]);
    await it.sql`delete from assay.partner_key where kid = 'leaked'`;
    expect(await filed('key: "leaked"')).toEqual([theirs.formNumber]);
  });

  test('whose time is over files nothing and reads nothing, while its token lasts', async () => {
    const one = form();
    const answers = [await file([{ subject: subjects.customer, form: one }], over), (await over?.ask('{ agreement { digest } }')) as Answer];
    for (const { status, errors } of answers) expect([status, errors[0]?.extensions['code']]).toEqual([401, 'SHARING_KEY_OVER']);
    expect(await it.sql`select from assay.consent where form_number = ${one.formNumber}`).toHaveLength(0);
    expect(await later?.ask('{ agreement { digest } }')).toMatchObject({ status: 200, errors: [] });
  });
});
