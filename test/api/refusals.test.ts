import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { catalogue } from '../catalogue.ts';
import { purposeOf, today } from '../sharing/world.ts';
import { type Asker, asker, inquire } from './market.ts';
import { type Answer, type Api, api } from './world.ts';

const listed = new Map(catalogue().map((each) => [each.code, each]));
const many = 'mutation ($input: InquireManyInput!) { inquireMany(input: $input) { results { __typename } } }';
const filing = 'mutation ($input: FileConsentsInput!) { fileConsents(input: $input) { received refusal { code } } }';
const subject = { reference: 'R-1' };
const good = { formNumber: 'F-1', formDigest: 'a'.repeat(64), textVersion: '1', language: 'en', givenOn: today };
const scopes = { 'rating.grade': 'clear' } as const;
const purposes = { letting: purposeOf(scopes), moving: purposeOf(scopes), carried: purposeOf(scopes, { carried: true }) };

let it: Api;
let bank: Asker;
beforeAll(async () => {
  it = await api({ unboundPartners: true });
  bank = await asker(it.sql, it, { agreement: { purposes }, sandbox: true });
});

interface Case {
  /** Of the input. */
  readonly given?: object;
  readonly query?: string;
  readonly purpose?: string;
}
const ask = (query: string, given: object, { purpose = 'letting', by = bank }: { purpose?: string; by?: Asker } = {}): Promise<Answer> =>
  by.ask(query, { variables: { input: { idempotencyKey: randomUUID(), ...given } }, headers: { 'assay-purpose': purpose } });
const code = ({ errors }: Answer): unknown => errors[0]?.extensions['code'];

/** What is wrong with a form. */
const forms: [string, object][] = [
  ['SHARING_TEXT_LENGTH', { textVersion: ' ' }],
  ['SHARING_TEXT_LENGTH', { formNumber: 'x'.repeat(limits.nameCharacters + 1) }],
  ['SHARING_CONSENT_SCOPES', { scopes: ['rating.grade', 'profile.contact'] }],
  ['SHARING_CONSENT_LANGUAGE', { language: 'English' }],
  ['SHARING_CONSENT_DIGEST', { formDigest: 'abc' }],
  ['SHARING_CONSENT_FUTURE', { givenOn: '2027-01-01' }],
  ['SHARING_CONSENT_VALIDITY', { validUntil: '2020-01-01T00:00:00Z' }],
];
/** What is wrong with a subject. */
const subjects: [string, object][] = [
  ['SHARING_SUBJECT_ONE', {}],
  ['SHARING_SUBJECT_KIND', { identifier: { kind: 'iris', value: '1' } }],
  ['SHARING_SUBJECT_VALUE', { identifier: { kind: 'national_id', hash: '1' } }],
  ['SHARING_TEXT_LENGTH', { reference: ' ' }],
];

describe('what the catalogue says', () => {
  const inquiries: [string, Case][] = [
    ...forms.map(([code, wrong]): [string, Case] => [code, { given: { consent: { ...good, ...wrong } } }]),
    ...subjects.map(([code, wrong]): [string, Case] => [code, { given: { subject: wrong } }]),
    ['REQUEST_KEY_LENGTH', { given: { idempotencyKey: '' } }],
    ['SHARING_PURPOSE_OTHER', { given: { purpose: 'moving' } }],
    ['SHARING_PURPOSE_UNKNOWN', { purpose: 'gossip' }],
    ['SHARING_PURPOSE_MISSING', { purpose: '', given: { purpose: null } }],
    ['SHARING_CONSENT_CARRIED', { purpose: 'carried', given: { purpose: 'carried', consent: good } }],
    ['SHARING_CONSENT_NARROW', { given: { consent: { ...good, scopes: [] } } }],
    ['SHARING_SANDBOX_ERROR', { given: { subject: { reference: 'test-error' } } }],
    ['BAD_USER_INPUT', { given: { more: 1 } }],
    ['SHARING_SUBJECTS_MANY', { query: many, given: { subject: undefined, subjects: [] } }],
    ['REQUEST_KEY_LENGTH', { query: many, given: { subject: undefined, subjects: [{ subject }], idempotencyKey: 'x'.repeat(201) } }],
    ['SHARING_TEXT_LENGTH', { query: many, given: { subject: undefined, subjects: [{ subject }, { subject: { reference: '' } }] } }],
  ];
  test.each(inquiries)('of %s is what an inquiry is answered with: %o', async (expected, { given, query = inquire('number'), purpose }) => {
    const answer = await ask(query, { purpose: 'letting', subject, ...given }, purpose === undefined ? {} : { purpose });
    expect([code(answer), answer.status, 'status']).toEqual([expected, listed.get(expected)?.status, listed.get(expected)?.way]);
  });

  const standing: [string, (asker: Asker) => Promise<unknown>][] = [
    ['SHARING_AGREEMENT_NONE', ({ party }) => it.sql`update assay.agreement_version set ended_at = now() where partner_id = ${party.partnerId}`],
    ['SHARING_PARTNER_SUSPENDED', ({ party }) => it.sql`update assay.partner set state = 'suspended' where partner_id = ${party.partnerId}`],
  ];
  test.each(standing)('of %s is what who may not ask is answered with', async (expected, halt) => {
    const by = await asker(it.sql, it);
    await halt(by);
    const answer = await ask(inquire('number'), { purpose: 'letting', subject }, { by });
    expect([code(answer), answer.status, 'status']).toEqual([expected, listed.get(expected)?.status, listed.get(expected)?.way]);
  });

  const filings: [string, object, string?][] = [
    ...forms.map(([code, wrong]): [string, object] => [code, { consents: [{ subject, form: { ...good, ...wrong } }] }]),
    ...subjects.map(([code, wrong]): [string, object] => [code, { consents: [{ subject: wrong, form: good }] }]),
    ['SHARING_TEXT_LENGTH', { consents: [{ subject, form: good, reference: ' ' }] }],
    ['SHARING_SUBJECTS_MANY', { consents: [] }],
    ['SHARING_CONSENT_CARRIED', { consents: [{ subject, form: good }] }, 'carried'],
  ];
  test.each(filings)('of %s is what the filing of forms says in its payload: %o', async (expected, given, purpose = 'letting') => {
    const { status, data, errors } = await ask(filing, given, { purpose });
    expect([status, errors, data?.['fileConsents'].refusal.code]).toEqual([200, [], expected]);
    expect(['status', 'refusal']).toContain(listed.get(expected)?.way);
  });

  test.each([
    ['REQUEST_KEY_LENGTH', ''],
    ['REQUEST_KEY_REUSED', 'used'],
  ])('of %s is what the filing of forms fails with', async (expected, idempotencyKey) => {
    await ask(filing, { consents: [], idempotencyKey: 'used' });
    const answer = await ask(filing, { consents: [{ subject, form: good }], idempotencyKey });
    expect([code(answer), answer.status]).toEqual([expected, 200]);
    expect(['status', 'errors']).toContain(listed.get(expected)?.way);
  });
});
