import { createLocalJWKSet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Role, roles } from '../../src/access/role.ts';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { forgetConsents } from '../../src/sharing/consent/store.ts';
import { tell } from '../customer/staging.ts';
import { type Change, leaks, type Read } from '../sharing/consent/history.ts';
import { purposeOf } from '../sharing/world.ts';
import { type Asker, asker, input, inquire } from './market.ts';
import { type Api, annId, api, canaries } from './world.ts';

let it: Api;
let bank: Asker;
const idOf = (key: string): string => encodeId('cus', nameKey('crm', 'customer', key));
const people = Array.from({ length: 8 }, (_, at) => `P-${at}`);
const numberOf = (key: string): object => ({ identifier: { kind: 'national_id', value: `PERSON${key.slice(2)}4711` } });
beforeAll(async () => {
  it = await api({ unboundPartners: true });
  await tell(
    it.sql,
    'crm',
    people.map((key) => ({ key, kind: 'person', name: `Person ${key}`, ids: { national_id: `PERSON${key.slice(2)}4711` } })),
  );
  const purposes = { letting: purposeOf({ 'profile.identity': 'clear', 'rating.grade': 'clear' }), lending: purposeOf({ 'rating.grade': 'clear' }) };
  bank = await asker(it.sql, it, { name: 'bank', agreement: { purposes } });
});

let keys = 0;
const whole = 'consent { id state receipt evidence { channel session documentNumber place } givenOn spotCheck recordedBy } refusal { code path hint }';
const fields: Record<string, string> = { withdrawConsent: 'consent { id state withdrawnAt receipt } ended remaining refusal { code path hint }' };
const act = async (name: string, more: object, role: Role): Promise<any> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const variables = { input: { idempotencyKey: `consent ${(keys += 1)}`, ...more } };
  const { data, errors } = await it.ask(role, `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields[name] ?? whole} } }`, { variables });
  expect(errors).toEqual([]);
  return data?.[name];
};
const terms = { partner: 'bank', purpose: 'letting', scopes: ['profile.identity', 'rating.grade'], textVersion: '2026-1', language: 'en' };
const give = (more: object = {}, role: Role = 'machine') => act('giveConsent', { customerId: annId, ...terms, channel: 'app', session: 's-1', ...more }, role);
const withdraw = (more: object, role: Role = 'machine') => act('withdrawConsent', more, role);
/** Whether an inquiry about somebody is answered at all; nobody here is rated. */
const outcome = async (subject: object): Promise<'told' | 'refused'> => {
  const { data, errors } = await bank.ask(inquire('customer { name }'), { variables: input(subject), headers: { 'assay-purpose': 'letting' } });
  expect(errors).toEqual([]);
  return data?.['inquire'].result.__typename === 'RefusedInquiry' ? 'refused' : 'told';
};
const ann = { identifier: { kind: 'national_id', value: canaries.national } };
const payloadOf = async (receipt: string): Promise<Record<string, unknown>> => {
  const published = await (await fetch(`${it.url}/.well-known/assay-keys.json`)).json();
  const expected = { typ: 'consent-receipt+jwt', algorithms: ['EdDSA'], issuer: it.url };
  return { ...(await jwtVerify(receipt, createLocalJWKSet(published as never), expected)).payload };
};

test('what the customer gives in the front end opens the door, and its withdrawal shuts it', async () => {
  expect(await outcome(ann)).toBe('refused');
  const { consent, refusal } = await give();
  expect(refusal).toBeNull();
  expect(consent).toMatchObject({ state: 'IN_FORCE', evidence: { channel: 'app', session: 's-1', place: null }, spotCheck: null, recordedBy: 'test machine' });
  expect(await outcome(ann)).toBe('told');

  const receipt = await payloadOf(consent.receipt);
  expect(receipt).toMatchObject({ jti: consent.id, partner: 'bank', purpose: 'letting', scopes: terms.scopes, text_version: '2026-1', withdrawn_at: null });
  expect(JSON.stringify(receipt)).not.toContain('cus_');

  const back = await withdraw({ id: consent.id, why: 'I moved.' });
  expect(back).toMatchObject({ ended: 1, remaining: 0, refusal: null, consent: { state: 'WITHDRAWN' } });
  expect(await payloadOf(back.consent.receipt)).toMatchObject({ jti: consent.id, withdrawn_at: back.consent.withdrawnAt });
  expect(await outcome(ann)).toBe('refused');
  // Given again on the same day it holds again; the receipt is of another consent.
  const again = await give();
  expect(again.consent.id).not.toBe(consent.id);
  expect(await outcome(ann)).toBe('told');
});

describe('only what was consented to is told', () => {
  test.each<[string, object, string]>([
    ['fewer scopes than are asked for', { scopes: ['rating.grade'] }, 'refused'],
    ['another purpose', { purpose: 'lending', scopes: ['rating.grade'] }, 'refused'],
    ['from a later day on', { validFrom: '2999-01-01T00:00:00.000Z' }, 'refused'],
    ['until a later day', { validUntil: '2999-01-01T00:00:00.000Z' }, 'told'],
  ])('%s', async (_, more, expected) => {
    expect((await withdraw({ customerId: idOf('P-0'), partner: 'bank' })).refusal).toBeNull();
    expect((await give({ customerId: idOf('P-0'), ...more })).refusal).toBeNull();
    expect(await outcome(numberOf('P-0'))).toBe(expected);
  });
});

test('it ends between one inquiry and the next: by its day, and with the person', async () => {
  const [customer, subject] = [nameKey('crm', 'customer', 'P-7'), numberOf('P-7')];
  await give({ customerId: idOf('P-7'), validUntil: '2999-01-01T00:00:00.000Z' });
  expect(await outcome(subject)).toBe('told');
  await it.sql`update assay.consent set valid_until = now() where customer_id = ${customer}`;
  expect(await outcome(subject)).toBe('refused');
  await give({ customerId: idOf('P-7') });
  expect(await outcome(subject)).toBe('told');
  await it.sql.begin((tx) => forgetConsents(tx, [customer]));
  expect(await outcome(subject)).toBe('refused');
});

describe('staff records what was signed', () => {
  const document = { customerId: idOf('P-1'), ...terms, documentNumber: 'D-7', place: 'Archive 3', givenOn: '2026-11-20' };
  test('with its number, its place and its day', async () => {
    const { consent } = await act('recordConsent', document, 'steward');
    expect(consent).toMatchObject({
      givenOn: '2026-11-20',
      evidence: { documentNumber: 'D-7', place: 'Archive 3', channel: null },
      recordedBy: 'test steward',
    });
    expect(await outcome(numberOf('P-1'))).toBe('told');
  });
  test('a withdrawal by the customer outlives it', async () => {
    expect(await withdraw({ customerId: idOf('P-1'), partner: 'bank' }, 'steward')).toMatchObject({ ended: 1, remaining: 0, consent: null });
    expect((await act('recordConsent', document, 'steward')).refusal).toMatchObject({ code: 'SHARING_CONSENT_OLD', path: 'givenOn' });
  });
});

describe('what is refused, with the place and the way out', () => {
  test.each<[string, object, string, string]>([
    ['an unknown customer', { customerId: 'cus_00000000000000000000000000' }, 'SHARING_CUSTOMER_UNKNOWN', 'customerId'],
    ['an unknown partner', { partner: 'nobody' }, 'SHARING_PARTNER_UNKNOWN', 'partner'],
    ['a purpose beyond the agreement', { purpose: 'spying' }, 'SHARING_PURPOSE_UNKNOWN', 'purpose'],
    ['scopes beyond the agreement', { scopes: ['usage.detail'] }, 'SHARING_CONSENT_SCOPES', 'scopes'],
    ['an end that has passed', { validUntil: '2020-01-01T00:00:00.000Z' }, 'SHARING_CONSENT_VALIDITY', 'validUntil'],
  ])('%s', async (_, more, code, path) => {
    const { consent, refusal } = await give({ customerId: idOf('P-2'), ...more });
    expect({ consent, code: refusal.code, path: refusal.path }).toEqual({ consent: null, code, path });
    expect(refusal.hint).not.toBe('');
  });
  test.each<[string, object, string]>([
    ['an unknown consent', { id: 'con_00000000000000000000000000' }, 'SHARING_CONSENT_UNKNOWN'],
    ['nothing', {}, 'SHARING_CONSENT_NAMED'],
    ['a customer without a partner', { customerId: annId }, 'SHARING_CONSENT_NAMED'],
    ['a consent and a partner', { id: 'con_1', partner: 'bank' }, 'SHARING_CONSENT_NAMED'],
  ])('withdrawing %s', async (_, named, code) => {
    expect((await withdraw(named)).refusal.code).toBe(code);
  });
  test('one key is one consent', async () => {
    const same = { customerId: idOf('P-2'), idempotencyKey: 'once' };
    expect(await give(same)).toEqual(await give(same));
    expect((await it.sql`select from assay.consent where customer_id = ${nameKey('crm', 'customer', 'P-2')}`).length).toBe(1);
  });
});

test('consents are listed by customer and by partner, page by page', async () => {
  for (const purpose of ['letting', 'lending', 'letting']) await give({ customerId: idOf('P-3'), purpose, scopes: ['rating.grade'] });
  const page = 'edges { node { purpose customer partner partnerTitle state } } pageInfo { hasNextPage endCursor }';
  const query = `query ($id: ID!, $after: String) { customer(id: $id) { consents(first: 2, after: $after) { ${page} } } consents(partner: "bank", customer: $id, first: 2, after: $after) { ${page} } }`;
  const first = (await it.ask('agent', query, { variables: { id: idOf('P-3') } })).data;
  expect(first?.['customer'].consents).toEqual(first?.['consents']);
  expect(first?.['consents'].edges.map(({ node }: any) => node.purpose)).toEqual(['letting', 'lending']);
  const after = first?.['consents'].pageInfo.endCursor;
  const next = (await it.ask('agent', query, { variables: { id: idOf('P-3'), after } })).data;
  expect(next?.['customer'].consents).toEqual(next?.['consents']);
  expect(next?.['consents']).toMatchObject({
    edges: [{ node: { purpose: 'letting', customer: idOf('P-3'), state: 'IN_FORCE' } }],
    pageInfo: { hasNextPage: false },
  });
});

test('each role may do its part alone', async () => {
  const rolesOf: Record<string, Role[]> = {};
  for (const role of roles) {
    const { data } = await it.ask(role, '{ __schema { queryType { fields { name } } mutationType { fields { name } } } }');
    const { queryType, mutationType } = data?.['__schema'] as any;
    for (const { name } of [...queryType.fields, ...(mutationType?.fields ?? [])]) (rolesOf[name] ??= []).push(role);
  }
  expect(rolesOf).toMatchObject({
    giveConsent: ['machine', 'admin'],
    recordConsent: ['steward', 'admin'],
    withdrawConsent: ['steward', 'machine', 'admin'],
    decideConsentCheck: ['steward', 'admin'],
    consentChecks: ['steward', 'admin'],
    consents: ['agent', 'steward', 'machine', 'admin'],
  });
  expect(rolesOf).not.toHaveProperty('fileConsents');
});

describe('a partner files forms', () => {
  const filing = 'mutation ($input: FileConsentsInput!) { fileConsents(input: $input) { received refusal { code path } } }';
  const signed = { formDigest: 'ab'.repeat(32), textVersion: '2026-1', language: 'en', givenOn: '2026-11-22' };
  const send = (consents: object[]) =>
    bank.ask(filing, { variables: { input: { consents, idempotencyKey: `filing ${(keys += 1)}` } }, headers: { 'assay-purpose': 'letting' } });

  test('and is told the same whoever they are of', async () => {
    const known = await send([{ subject: numberOf('P-4'), form: { ...signed, formNumber: 'B-1' }, reference: 'tenant 4' }]);
    const unknown = await send([{ subject: { identifier: { kind: 'national_id', value: 'UNKNOWN998' } }, form: { ...signed, formNumber: 'B-2' } }]);
    const used = await send([{ subject: numberOf('P-5'), form: { ...signed, formNumber: 'B-1' } }]);
    expect(known.data).toEqual({ fileConsents: { received: 1, refusal: null } });
    expect(new Set([known, unknown, used].map(({ text }) => text)).size).toBe(1);
    expect([await outcome({ reference: 'tenant 4' }), await outcome(numberOf('P-5'))]).toEqual(['told', 'refused']);
  });

  test('what is wrong with a form is said, and nothing of the rest is taken in', async () => {
    const good = { subject: numberOf('P-6'), form: { ...signed, formNumber: 'B-3' } };
    const wrong = { subject: numberOf('P-6'), form: { ...signed, formNumber: 'B-4', formDigest: 'short' } };
    expect((await send([good, wrong])).data).toEqual({
      fileConsents: { received: null, refusal: { code: 'SHARING_CONSENT_DIGEST', path: 'consents[1].form.formDigest' } },
    });
    expect((await send([])).data?.['fileConsents'].refusal.code).toBe('SHARING_SUBJECTS_MANY');
    expect(await outcome(numberOf('P-6'))).toBe('refused');
  });

  test('a spot check that fails ends it at once', async () => {
    const query = '{ consentChecks(partner: "bank") { edges { node { id evidence { formNumber } } } } }';
    const queue = (await it.ask('steward', query)).data?.['consentChecks'].edges.map(({ node }: any) => node);
    expect(queue.map(({ evidence }: any) => evidence.formNumber)).toEqual(['B-1']);
    const { consent } = await act('decideConsentCheck', { id: queue[0].id, passed: false, why: 'No such form.' }, 'steward');
    expect(consent).toMatchObject({ state: 'FAILED', spotCheck: 'FAILED' });
    expect(await outcome({ reference: 'tenant 4' })).toBe('refused');
    expect((await it.ask('steward', query)).data?.['consentChecks'].edges).toEqual([]);
  });
});

test('under load no inquiry that begins after a withdrawal was acknowledged is answered', async () => {
  const some = people.slice(0, 5);
  for (const key of some) await give({ customerId: idOf(key) });
  const [reads, changes]: [Read[], Change[]] = [[], []];
  let over = false;
  const reader = async (seed: number): Promise<void> => {
    for (let at = seed; !over; at += 3) {
      const whose = some[at % some.length] as string;
      const startMs = performance.now();
      const told = await outcome(numberOf(whose));
      reads.push({ whose, startMs, endMs: performance.now(), disclosed: told === 'told' });
    }
  };
  const change = async (whose: string, gives: boolean): Promise<void> => {
    const startMs = performance.now();
    await (gives ? give({ customerId: idOf(whose) }) : withdraw({ customerId: idOf(whose), partner: 'bank' }));
    changes.push({ whose, startMs, endMs: performance.now(), gives });
  };
  const readers = [0, 1, 2, 4].map(reader);
  for (const gives of [false, true, false]) for (const key of some) await change(key, gives);
  over = true;
  await Promise.all(readers);
  expect(leaks(reads, changes)).toEqual([]);
  const late = reads.filter(({ whose, startMs }) => changes.filter((each) => each.whose === whose && !each.gives && each.endMs < startMs).length > 0);
  expect(late.length).toBeGreaterThan(10);
  expect(reads.filter(({ disclosed }) => disclosed).length).toBeGreaterThan(10);
});
