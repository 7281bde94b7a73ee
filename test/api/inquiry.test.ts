import { beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { agreed, agreementOf, purposeOf } from '../sharing/world.ts';
import { type Asker, asker, consented, input, inquire, issued } from './market.ts';
import { type Answer, type Api, api, canaries } from './world.ts';

let it: Api;
let bank: Asker;
beforeAll(async () => {
  it = await api({ unboundPartners: true });
  await it.sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', now()), ('crm', 'payment', '2026-01-01', '2026-12-31', now())`;
  await issued(it.sql);
  bank = await asker(it.sql, it);
  await consented(it.sql, bank.party, 'A-1', { reference: 'R-1' });
});

const whole = `number subject consent record { seq hash } report
  grade { grade provisional asOf validUntil reasons { code text } ruleset { name digest } } customer { name }`;
const result = (answer: Answer) => answer.data?.['inquire']?.result;
const many = (subjects: object[], more: object = {}) => ({
  variables: { input: { ...input({}, more).input, subject: undefined, subjects: subjects.map((subject) => ({ subject })) } },
});
const inquireMany =
  'mutation ($input: InquireManyInput!) { inquireMany(input: $input) { results { __typename ... on AnsweredInquiry { number customer { name } } } } }';

describe('an inquiry about somebody who consented', () => {
  test('is answered with what the agreement grants, and numbered by its entry of the audit', async () => {
    const answer = await bank.ask(inquire(whole), { variables: input({ reference: 'R-1' }) });
    expect(answer).toMatchObject({ status: 200, errors: [] });
    const { number, record, grade, customer } = result(answer);
    expect(number).toBe(`${bank.party.name}-${String(record.seq).padStart(8, '0')}`);
    expect(customer).toEqual({ name: canaries.name });
    expect(grade).toMatchObject({ provisional: false, asOf: '2026-10-31', validUntil: '2027-10-31', ruleset: { name: 'sharing' } });
    const [entry] = await it.sql`select hash, body from assay.audit_entry where stream = ${bank.party.partnerId} and seq = ${record.seq}`;
    expect(entry).toMatchObject({ hash: record.hash, body: { kind: 'inquiry', purpose: 'letting', inquiries: [{ outcome: 'answered' }] } });
    expect(JSON.stringify(entry)).not.toMatch(/Canary|R-1/);
  });

  test('gives the reasons in the language of the partner', async () => {
    const texts = await Promise.all(
      ['en', 'zh'].map(
        async (language) => result(await bank.ask(inquire('grade { reasons { text } }'), { variables: input({ reference: 'R-1' }), language })).grade.reasons,
      ),
    );
    const [en, zh] = texts;
    expect(en.length).toBe(zh.length);
    for (const { text } of zh) expect(text).toMatch(/\p{Script=Han}/u);
  });

  test('finds the same person by number, by its hash and by the id of an earlier answer', async () => {
    const identifier = { kind: 'national_id', value: canaries.national };
    const first = result(await bank.ask(inquire('subject'), { variables: input({ identifier }) }));
    expect(first.subject).toMatch(/^cus_/);
    const again = result(await bank.ask(inquire('subject'), { variables: input({ id: first.subject }) }));
    expect(again).toEqual({ __typename: 'AnsweredInquiry', subject: first.subject });
  });

  test('is told to another partner under another id', async () => {
    const other = await asker(it.sql, it);
    await consented(it.sql, other.party, 'A-1', { reference: 'R-1' });
    const [mine, theirs] = await Promise.all(
      [bank, other].map(async ({ ask }) => result(await ask(inquire('subject customer { id }'), { variables: input({ reference: 'R-1' }) }))),
    );
    expect(mine.subject).not.toBe(theirs.subject);
    expect(mine.customer.id).toBe(mine.subject);
    const stolen = await bank.ask(inquire('subject'), { variables: input({ id: theirs.subject }) });
    expect(result(stolen).__typename).toBe('RefusedInquiry');
  });

  test('tells only what the consent covers: a wider question is refused as if nobody were known', async () => {
    const { ask, party } = await asker(it.sql, it);
    await consented(it.sql, party, 'A-1', { reference: 'narrow', scopes: ['rating.grade'] });
    expect(result(await ask(inquire('grade { grade }'), { variables: input({ reference: 'narrow' }) }))).toMatchObject({ __typename: 'AnsweredInquiry' });
    expect(result(await ask(inquire('grade { grade } customer { name }'), { variables: input({ reference: 'narrow' }) }))).toMatchObject({
      code: 'SHARING_REFUSED',
    });
  });

  test('what is not granted does not exist', async () => {
    const answer = await bank.ask(inquire('customer { address }'), { variables: input({ reference: 'R-1' }) });
    expect(answer.errors[0]?.message).toBe('Cannot query field "address" on type "Customer".');
  });

  test('who has no grade is not rated, with the reason why', async () => {
    const { ask, party } = await asker(it.sql, it, { agreement: { freshDays: 1 } });
    await consented(it.sql, party, 'A-1', { reference: 'R-1' });
    expect(result(await ask(inquire('number'), { variables: input({ reference: 'R-1' }) }))).toEqual({ __typename: 'NotRatedInquiry', why: 'stale' });
  });
});

describe('nothing is said', () => {
  test('and it is the same bytes whoever is unknown, did not consent, withdrew or is known to another partner', async () => {
    const { ask, party } = await asker(it.sql, it);
    const other = await asker(it.sql, it);
    await consented(it.sql, other.party, 'A-1', { reference: 'theirs' });
    const consent = await consented(it.sql, party, 'A-2', { reference: 'withdrawn' });
    await it.sql`update assay.consent set withdrawn_at = now() where consent_id = ${consent}`;
    const ended = await consented(it.sql, party, 'A-1', { reference: 'ended' });
    await it.sql`update assay.consent set valid_from = now() - interval '2 days', valid_until = now() - interval '1 day' where consent_id = ${ended}`;
    const subjects: object[] = [
      { reference: 'nobody' },
      { reference: 'theirs' },
      { reference: 'withdrawn' },
      { reference: 'ended' },
      { identifier: { kind: 'registration_number', value: 'ZZ-99-881' } },
      { identifier: { kind: 'national_id', value: canaries.national } },
      { identifier: { kind: 'national_id', hash: '0'.repeat(64) } },
      { id: 'cus_0000' },
    ];
    const answers = await Promise.all(subjects.map((subject) => ask(inquire(whole), { variables: input(subject) })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const heads = answers.map(({ headers }) => JSON.stringify([...headers].filter(([name]) => !/^(date|assay-quota-remaining|assay-quota-reset)$/.test(name))));
    expect(new Set(heads).size).toBe(1);
    expect(result(answers[0] as Answer)).toMatchObject({ __typename: 'RefusedInquiry', code: 'SHARING_REFUSED' });
  });

  test('of an unknown person with a signed form there is no record, and of a known one there is from then on', async () => {
    const { ask } = await asker(it.sql, it);
    const form = (formNumber: string) => ({ formNumber, formDigest: 'ab'.repeat(32), textVersion: '1', language: 'en', givenOn: '2026-11-20' });
    const asking = (subject: object, consent: object) => ask(inquire('number'), { variables: input(subject, { consent }) });
    const unknown = await asking({ identifier: { kind: 'registration_number', value: 'ZZ-99-881' } }, form('F-1'));
    expect(result(unknown).__typename).toBe('NoRecordInquiry');
    const known = await asking({ identifier: { kind: 'national_id', value: canaries.national } }, form('F-2'));
    expect(result(known).__typename).toBe('AnsweredInquiry');
    const [row] = await it.sql`select given_by, spot_check from assay.consent where form_number = 'F-2'`;
    expect(row).toEqual({ given_by: 'partner', spot_check: 'queued' });
  });
});

describe('several subjects at once', () => {
  test('are answered in their order, under numbers with their place', async () => {
    const answer = await bank.ask(inquireMany, many([{ reference: 'R-1' }, { reference: 'nobody' }, { reference: 'R-1' }]));
    const { results } = answer.data?.['inquireMany'];
    expect(results.map((each: { __typename: string }) => each.__typename)).toEqual(['AnsweredInquiry', 'RefusedInquiry', 'AnsweredInquiry']);
    expect(results[2].number).toMatch(/-\d{8}\.3$/);
  });

  test.each([
    [0, 400],
    [limits.inquirySubjects + 1, 400],
  ])('%i of them are refused', async (count, status) => {
    const answer = await bank.ask(inquireMany, many(Array.from({ length: count }, () => ({ reference: 'R-1' }))));
    expect(answer).toMatchObject({ status, errors: [{ extensions: { code: 'SHARING_SUBJECTS_MANY' } }] });
  });

  test('a thousand are answered', async () => {
    const answer = await bank.ask(
      inquireMany,
      many(
        Array.from({ length: limits.inquirySubjects }, (_, at) => ({ reference: at % 2 ? 'R-1' : `nobody ${at}` })),
        { purpose: 'letting' },
      ),
    );
    // About one subject so often a day: the quota of the agreement.
    expect(answer).toMatchObject({ status: 429, errors: [{ extensions: { code: 'SHARING_QUOTA_SUBJECT' } }] });
    const strangers = await bank.ask(inquireMany, many(Array.from({ length: limits.inquirySubjects }, (_, at) => ({ reference: `nobody ${at}` }))));
    expect(strangers.data?.['inquireMany'].results).toHaveLength(limits.inquirySubjects);
  });
});

describe('what is wrong with an inquiry is said', () => {
  const cases: [string, object, object, number, string][] = [
    ['no subject', {}, {}, 400, 'SHARING_SUBJECT_ONE'],
    ['two subjects', { reference: 'a', id: 'b' }, {}, 400, 'SHARING_SUBJECT_ONE'],
    ['an identifier of an unknown kind', { identifier: { kind: 'shoe_size', value: '44' } }, {}, 400, 'SHARING_SUBJECT_KIND'],
    ['an identifier that is none', { identifier: { kind: 'national_id', value: '?' } }, {}, 400, 'SHARING_SUBJECT_VALUE'],
    ['a purpose that is not granted', { reference: 'R-1' }, { purpose: 'curiosity' }, 403, 'SHARING_PURPOSE_UNKNOWN'],
    ['an empty key', { reference: 'R-1' }, { idempotencyKey: '' }, 400, 'REQUEST_KEY_LENGTH'],
  ];
  test.each(cases)('%s', async (_, subject, more, status, code) => {
    for (const language of ['en', 'zh']) {
      const answer = await bank.ask(inquire('number'), { variables: input(subject, more), language });
      expect(answer).toMatchObject({ status, errors: [{ message: expect.stringMatching(/\S/), extensions: { code, hint: expect.stringMatching(/\S/) } }] });
    }
  });

  test('an inquiry beside another mutation', async () => {
    const both =
      'mutation ($input: InquireInput!) { a: inquire(input: $input) { result { __typename } } b: __typename c: fileConsents(input: { consents: [], idempotencyKey: "x" }) { __typename } }';
    expect(await bank.ask(both, { variables: input({ reference: 'R-1' }) })).toMatchObject({ status: 400, errors: [{ extensions: { code: 'GRAPH_DOOR' } }] });
  });

  test('of several inquiries of one operation the one that fails is empty, and the other is answered', async () => {
    const two = `mutation ($a: InquireInput!, $b: InquireInput!) { a: inquire(input: $a) { result { __typename } } b: inquire(input: $b) { result { __typename } } }`;
    const answer = await bank.ask(two, { variables: { a: input({ reference: 'R-1' }).input, b: input({}).input } });
    expect(answer).toMatchObject({ status: 200, data: { a: { result: { __typename: 'AnsweredInquiry' } }, b: null }, errors: [{ path: ['b'] }] });
  });

  test('two purposes in one operation', async () => {
    const two =
      'mutation ($a: InquireInput!, $b: InquireInput!) { a: inquire(input: $a) { result { __typename } } b: inquire(input: $b) { result { __typename } } }';
    const [a, b] = [input({ reference: 'R-1' }).input, input({ reference: 'R-1' }, { purpose: 'other' }).input];
    expect(await bank.ask(two, { variables: { a, b } })).toMatchObject({ status: 400, errors: [{ extensions: { code: 'SHARING_PURPOSE_OTHER' } }] });
  });

  test('an inquiry by the company itself', async () => {
    const answer = await it.ask('admin', inquire('number'), { variables: input({ reference: 'R-1' }) });
    expect(answer.errors[0]?.message).toMatch(/InquireInput|inquire/);
  });
});

describe('rights that end', () => {
  test('end at once: a suspended agreement, a revoked key, a withdrawn consent', async () => {
    const ends: [string, (partnerId: string) => Promise<unknown>, object][] = [
      ['agreement', (id) => it.sql`update assay.agreement_version set suspended_at = now() where partner_id = ${id}`, { status: 403 }],
      ['partner', (id) => it.sql`update assay.partner set state = 'suspended' where partner_id = ${id}`, { status: 403 }],
      ['key', (id) => it.sql`update assay.partner_key set revoked_at = now() where partner_id = ${id}`, { status: 401 }],
      [
        'consent',
        (id) => it.sql`update assay.consent set withdrawn_at = now() where partner_id = ${id}`,
        { status: 200, data: { inquire: { result: { __typename: 'RefusedInquiry' } } } },
      ],
    ];
    for (const [, end, expected] of ends) {
      const { ask, party } = await asker(it.sql, it);
      await consented(it.sql, party, 'A-1', { reference: 'R-1' });
      expect(result(await ask(inquire('number'), { variables: input({ reference: 'R-1' }) })).__typename).toBe('AnsweredInquiry');
      await end(party.partnerId);
      expect(await ask(inquire('number'), { variables: input({ reference: 'R-1' }) })).toMatchObject(expected);
    }
  });

  test('another version is gone by at once, one version to an operation', async () => {
    const { ask, party } = await asker(it.sql, it);
    await consented(it.sql, party, 'A-1', { reference: 'R-1' });
    expect((await ask(inquire('customer { name }'), { variables: input({ reference: 'R-1' }) })).errors).toEqual([]);
    const purposes = { letting: purposeOf({ 'rating.grade': 'clear' }) };
    await agreed(it.sql, agreementOf(party.name, { purposes, title: { en: 'Less', zh: '较少' } }), { urgent: 'The court says so.' });
    const answer = await ask(inquire('customer { name }'), { variables: input({ reference: 'R-1' }) });
    expect(answer.errors[0]?.message).toMatch(/Cannot query field/);
  });
});

describe('the purpose of an operation', () => {
  test('is the header where the agreement has several, and what it shows hangs on it', async () => {
    const purposes = { letting: purposeOf({ 'rating.grade': 'clear' }), lending: purposeOf({ 'rating.grade': 'clear', 'profile.identity': 'clear' }) };
    const { ask } = await asker(it.sql, it, { agreement: { purposes } });
    const types = '{ __type(name: "Customer") { fields { name } } }';
    expect(await ask(types)).toMatchObject({ status: 400, errors: [{ extensions: { code: 'SHARING_PURPOSE_MISSING' } }] });
    const fields = async (purpose: string) =>
      (await ask(types, { headers: { 'assay-purpose': purpose } })).data?.['__type']?.fields.map(({ name }: { name: string }) => name);
    expect(await fields('lending')).toContain('name');
    expect((await fields('letting')) ?? []).not.toContain('name');
  });
});
