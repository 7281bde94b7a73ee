import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/base/problem.ts';
import { type Consent, type ConsentRow, type Draft, holds, stateOf } from '../../../src/sharing/consent/consent.ts';
import { drafted, type Said } from '../../../src/sharing/consent/draft.ts';
import { receiptOf } from '../../../src/sharing/consent/receipt.ts';
import { type Known, sift } from '../../../src/sharing/consent/sift.ts';
import { type SubjectGiven, subjectOf } from '../../../src/sharing/consent/subject.ts';
import { subjectName } from '../../../src/sharing/consent/subjectname.ts';
import { checkHeader } from '../../../src/sharing/filing/sheet.ts';
import type { Standing } from '../../../src/sharing/standing/standing.ts';
import { agreementOf, purposeOf } from '../world.ts';
import { ann, anyConsent, anyNeeded, ben, consentIdOf, digest, form } from './drafts.ts';

const at = '2026-11-22T10:00:00.000Z';
const consent: Consent = {
  customerId: ann,
  consentId: consentIdOf(0),
  purpose: 'letting',
  scopes: ['profile.identity', 'rating.grade'],
  givenBy: 'customer',
  validFrom: '2026-11-01T00:00:00.000Z',
  validUntil: '2026-12-01T00:00:00.000Z',
  withdrawnAt: null,
  spotCheck: null,
};
const thrown = (act: () => unknown): { code: string; path: string | undefined } => {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return { code: error.code, path: error.path };
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('a consent', () => {
  it.each<[string, boolean, Partial<Consent>, object]>([
    ['holds for its purpose and scopes', true, {}, {}],
    ['holds for fewer scopes', true, {}, { scopes: ['rating.grade'] }],
    ['holds for none', true, {}, { scopes: [] }],
    ['does not hold for a scope more', false, {}, { scopes: ['rating.grade', 'rating.score'] }],
    ['does not hold for another purpose', false, {}, { purpose: 'lending' }],
    ['does not hold a moment before it begins', false, {}, { at: '2026-10-31T23:59:59.999Z' }],
    ['holds from the moment it begins', true, {}, { at: '2026-11-01T00:00:00.000Z' }],
    ['holds to the moment before it ends', true, {}, { at: '2026-11-30T23:59:59.999Z' }],
    ['does not hold from the moment it ends', false, {}, { at: '2026-12-01T00:00:00.000Z' }],
    ['holds without an end', true, { validUntil: null }, { at: '2999-01-01T00:00:00.000Z' }],
    ['does not hold once it is withdrawn, whenever that was', false, { withdrawnAt: '2027-01-01T00:00:00.000Z' }, {}],
    ['holds while its form waits for a check', true, { spotCheck: 'queued' }, {}],
    ['holds when its form passed', true, { spotCheck: 'passed' }, {}],
    ['does not hold when its form failed', false, { spotCheck: 'failed' }, {}],
  ])('%s', (_, expected, more, needed) => {
    expect(holds({ ...consent, ...more }, { purpose: 'letting', scopes: consent.scopes, at, ...needed })).toBe(expected);
  });

  it('is in force exactly when it holds for its own purpose and scopes', () => {
    fc.assert(
      fc.property(anyConsent, anyNeeded, (make, needed) => {
        const one = make(0);
        expect(stateOf(one, needed.at) === 'in_force').toBe(holds(one, { purpose: one.purpose, scopes: one.scopes, at: needed.at }));
      }),
    );
  });
});

describe('what may be recorded', () => {
  const document = agreementOf('acme', {
    purposes: {
      letting: purposeOf({ 'rating.grade': 'clear', 'rating.score': 'masked', 'rating.reasons': 'withheld' }),
      carrying: purposeOf({ 'rating.grade': 'clear' }, { carried: true }),
    },
  });
  const standing = { partnerId: 'p', name: 'acme', agreement: { document }, next: null } as unknown as Standing;
  const said: Said = {
    purpose: 'letting',
    scopes: ['rating.grade'],
    textVersion: ' 2026-1 ',
    language: 'zh-Hant',
    givenOn: '2026-11-22',
    evidence: { way: 'partner', formNumber: ' F-1 ', formDigest: digest.toUpperCase() },
  };
  const now = { at, today: '2026-11-22' };

  it('is kept in one form', () => {
    const kept = {
      purpose: 'letting',
      scopes: ['rating.grade'],
      textVersion: '2026-1',
      language: 'zh-Hant',
      validFrom: null,
      validUntil: null,
      reference: null,
    };
    expect(drafted(said, standing, now)).toEqual({
      ...kept,
      partnerId: 'p',
      givenOn: '2026-11-22',
      evidence: { way: 'partner', formNumber: 'F-1', formDigest: digest },
    });
  });
  it('is all that the agreement tells when it says no scopes', () => {
    expect(drafted({ ...said, scopes: null }, standing, now).scopes).toEqual(['rating.grade', 'rating.score']);
  });
  it('is held to the next agreement while none is in force', () => {
    expect(drafted(said, { ...standing, agreement: null, next: standing.agreement } as Standing, now).scopes).toEqual(['rating.grade']);
  });

  it.each<[string, Partial<Said>, string, string]>([
    ['a purpose that the agreement has not', { purpose: 'lending' }, 'SHARING_PURPOSE_UNKNOWN', 'in.purpose'],
    ['a purpose by the name of what every object has', { purpose: 'constructor' }, 'SHARING_PURPOSE_UNKNOWN', 'in.purpose'],
    ['a form for what only the customer carries', { purpose: 'carrying' }, 'SHARING_CONSENT_CARRIED', 'in.purpose'],
    ['a scope beyond the agreement', { scopes: ['rating.grade', 'usage.detail'] }, 'SHARING_CONSENT_SCOPES', 'in.scopes'],
    ['a scope that is never told', { scopes: ['rating.reasons'] }, 'SHARING_CONSENT_SCOPES', 'in.scopes'],
    ['no scope', { scopes: [] }, 'SHARING_CONSENT_SCOPES', 'in.scopes'],
    ['no version of the text', { textVersion: ' ' }, 'SHARING_TEXT_LENGTH', 'in.textVersion'],
    ['no language', { language: 'Esperanto!' }, 'SHARING_CONSENT_LANGUAGE', 'in.language'],
    ['a signature of tomorrow', { givenOn: '2026-11-23' }, 'SHARING_CONSENT_FUTURE', 'in.givenOn'],
    ['an end before it is recorded', { validUntil: at }, 'SHARING_CONSENT_VALIDITY', 'in.validUntil'],
    ['an end before it begins', { validFrom: '2027-01-01T00:00:00.000Z', validUntil: '2026-12-01T00:00:00.000Z' }, 'SHARING_CONSENT_VALIDITY', 'in.validUntil'],
    ['a digest of another kind', { evidence: { way: 'partner', formNumber: 'F', formDigest: 'ab'.repeat(20) } }, 'SHARING_CONSENT_DIGEST', 'in.formDigest'],
    ['no number', { evidence: { way: 'partner', formNumber: '', formDigest: digest } }, 'SHARING_TEXT_LENGTH', 'in.formNumber'],
    ['no session', { evidence: { way: 'customer', channel: 'app', session: '' } }, 'SHARING_TEXT_LENGTH', 'in.session'],
    ['no place', { evidence: { way: 'staff', documentNumber: '7', documentDigest: null, place: '' } }, 'SHARING_TEXT_LENGTH', 'in.place'],
    ['an endless reference', { reference: 'x'.repeat(201) }, 'SHARING_TEXT_LENGTH', 'in.reference'],
  ])('is not %s', (_, more, code, path) => {
    expect(thrown(() => drafted({ ...said, ...more }, standing, now, 'in.'))).toEqual({ code, path });
  });
  it('is nothing without an agreement', () => {
    expect(thrown(() => drafted(said, { ...standing, agreement: null } as Standing, now)).code).toBe('SHARING_AGREEMENT_NONE');
  });
});

describe('what becomes of a form', () => {
  const nothing: Known = { consentIds: new Set(), forms: [], withdrawals: [] };
  const used = { number: 'F-1', digest, customerId: ann, purpose: 'letting' };
  const back = { customerId: ann, purpose: 'letting' as string | null, withdrawnOn: '2026-11-10' };
  const other = form({ consentId: consentIdOf(1) });
  const withWay = (evidence: Draft['evidence']): Draft => form({ evidence, givenOn: '2026-11-10' });

  it.each<[string, Draft, Partial<Known>, string]>([
    ['a new one is recorded', form(), {}, 'recorded'],
    ['the same again adds nothing', form(), { consentIds: new Set([consentIdOf(0)]), forms: [used] }, 'repeated'],
    ['the same again does not come back after a withdrawal', form(), { consentIds: new Set([consentIdOf(0)]), withdrawals: [back] }, 'repeated'],
    ['its number makes no other consent', other, { forms: [used] }, 'form'],
    ['nor for another customer', form({ customerId: ben }), { forms: [used] }, 'form'],
    ['nor for another purpose with another document', form({ purpose: 'lending' }), { forms: [{ ...used, digest: 'cd'.repeat(32) }] }, 'form'],
    ['one document may speak of two purposes', form({ purpose: 'lending' }), { forms: [used] }, 'recorded'],
    ['named for somebody else before it makes none', form({ isAnothers: true }), {}, 'form'],
    ['unless it is on record as this', form({ isAnothers: true }), { consentIds: new Set([consentIdOf(0)]), forms: [used] }, 'repeated'],
    ['or as this document of this customer', form({ isAnothers: true, purpose: 'lending' }), { forms: [used] }, 'recorded'],
    ['but not of another', form({ isAnothers: true, purpose: 'lending', customerId: ben }), { forms: [used] }, 'form'],
    ['signed before a withdrawal it counts no more', form(), { withdrawals: [back] }, 'withdrawn'],
    ['nor signed on its day', form({ givenOn: '2026-11-10' }), { withdrawals: [back] }, 'withdrawn'],
    ['signed the day after it counts', form({ givenOn: '2026-11-11' }), { withdrawals: [back] }, 'recorded'],
    ['a withdrawal of another purpose leaves it alone', form(), { withdrawals: [{ ...back, purpose: 'lending' }] }, 'recorded'],
    ['a withdrawal of everything does not', form({ purpose: 'lending' }), { withdrawals: [{ ...back, purpose: null }] }, 'withdrawn'],
    ['nor one of another customer', form(), { withdrawals: [{ ...back, customerId: ben }] }, 'recorded'],
    [
      'a document of staff is held to it too',
      withWay({ way: 'staff', documentNumber: '7', documentDigest: null, place: 'x' }),
      { withdrawals: [back] },
      'withdrawn',
    ],
    [
      'so is a line of a file',
      withWay({ way: 'import', fileDigest: digest, line: 2, formNumber: null, formDigest: null }),
      { withdrawals: [back] },
      'withdrawn',
    ],
    ['the customer itself may consent again on that day', withWay({ way: 'customer', channel: 'app', session: 's' }), { withdrawals: [back] }, 'recorded'],
  ])('%s', (_, draft, known, is) => {
    expect(sift([draft], { ...nothing, ...known }).map((fate) => fate.is)).toEqual([is]);
  });

  it('is decided in the order in which they come', () => {
    const drafts = [form(), form(), form({ consentId: consentIdOf(2), customerId: ben }), form({ consentId: consentIdOf(3), purpose: 'lending' })];
    expect(sift(drafts, nothing).map((fate) => fate.is)).toEqual(['recorded', 'repeated', 'form', 'recorded']);
  });
  it('tells the last withdrawal', () => {
    const withdrawals = [back, { ...back, withdrawnOn: '2026-11-12' }, { ...back, withdrawnOn: '2026-11-11', purpose: null }];
    expect(sift([form()], { ...nothing, withdrawals })).toEqual([{ is: 'withdrawn', on: '2026-11-12' }]);
  });
});

describe('whom a partner means', () => {
  const key = Buffer.alloc(32, 9);
  it('is one person under every way of writing its number, and by its hash', () => {
    const named = (value: string) => subjectName(subjectOf({ identifier: { kind: 'national_id', value } }, 'subject'), key)?.name.toString('hex') as string;
    const hash = named('784-1980-1234567');
    expect(named('784 1980 1234567')).toBe(hash);
    expect(subjectName(subjectOf({ identifier: { kind: 'national_id', hash: hash.toUpperCase() } }, 'subject'), key)?.name.toString('hex')).toBe(hash);
    // printf national_id:78419801234567 | openssl dgst -sha256 -mac HMAC -macopt hexkey:0909...
    expect(hash).toBe('5755dd395f5068345df825ee0e90b1f312c21da7f6203c13590bb1fc83126dcb');
  });
  it('is another name to every partner', () => {
    const subject = subjectOf({ identifier: { kind: 'passport', value: 'E1234567' } }, 'subject');
    expect(subjectName(subject, key)?.name).not.toEqual(subjectName(subject, Buffer.alloc(32, 8))?.name);
  });
  it.each<[string, SubjectGiven, string, string]>([
    ['nobody', {}, 'SHARING_SUBJECT_ONE', 's'],
    ['two', { reference: 'r', id: 'cus_1' }, 'SHARING_SUBJECT_ONE', 's'],
    ['a number and its hash', { identifier: { kind: 'passport', value: 'E1', hash: digest } }, 'SHARING_SUBJECT_ONE', 's.identifier'],
    ['no number', { identifier: { kind: 'passport' } }, 'SHARING_SUBJECT_ONE', 's.identifier'],
    ['an unknown kind', { identifier: { kind: 'shoe_size', value: '43' } }, 'SHARING_SUBJECT_KIND', 's.identifier.kind'],
    ['a kind that a household shares', { identifier: { kind: 'phone', value: '+8613800138000' } }, 'SHARING_SUBJECT_KIND', 's.identifier.kind'],
    ['no such number', { identifier: { kind: 'national_id', value: '000000' } }, 'SHARING_SUBJECT_VALUE', 's.identifier.value'],
    ['no hash', { identifier: { kind: 'passport', hash: 'ab' } }, 'SHARING_SUBJECT_VALUE', 's.identifier.hash'],
    ['an empty reference', { reference: ' ' }, 'SHARING_TEXT_LENGTH', 's.reference'],
  ])('is not %s', (_, given, code, path) => {
    expect(thrown(() => subjectOf(given, 's'))).toEqual({ code, path });
  });
});

it('a receipt says what was consented to and names no customer', () => {
  const { reference: _, ...terms } = form();
  const row: ConsentRow = {
    ...{ ...terms, partner: 'acme', partnerTitle: 'Acme', givenBy: 'partner', formNumber: 'F-1', spotCheck: 'failed', checkedAt: '2026-11-21T00:00:00.000Z' },
    ...{ recordedAt: '2026-11-20T00:00:00.000Z', recordedBy: 'acme', validFrom: '2026-11-20T00:00:00.000Z', withdrawnAt: null, withdrawnBy: null },
    ...{ withdrawnWhy: null, checkedBy: 'Stella', checkedWhy: 'Not signed.' },
  };
  const receipt = receiptOf(row);
  expect(receipt).toMatchObject({ jti: expect.stringMatching(/^con_/), partner: 'acme', purpose: 'letting', scopes: ['rating.grade'], text_version: '2026-1' });
  expect(receipt).toMatchObject({ failed_at: '2026-11-21T00:00:00.000Z', iat: Date.parse('2026-11-21') / 1000, way: 'partner', withdrawn_at: null });
  expect(JSON.stringify(receipt)).not.toMatch(new RegExp(`${ann}|cus_|F-1|Stella`));
});

it('a file that lacks columns is refused whole', () => {
  expect(() => checkHeader(['purpose', 'customer', 'scopes', 'text_version', 'language', 'given_on', 'more'])).not.toThrow();
  expect(thrown(() => checkHeader(['customer', 'purpose']))).toEqual({ code: 'SHARING_CONSENT_COLUMNS', path: undefined });
});
