import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyReport } from '../../../src/sharing/report/verify.ts';
import { entry, hash, key, report, sign, telling } from './reports.ts';

const [own, old, receipts, stranger] = [
  key('own', { made: '2026-01-15T00:00:00.000Z' }),
  key('old', { made: '2025-01-01T00:00:00.000Z', retired: '2026-01-15T00:00:00.000Z' }),
  key('receipts', { use: 'receipt' }),
  key('own'),
];
const keys = { keys: [old.published, own.published, receipts.published] };
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const parts = (text: string): [string, string, string] => text.split('.') as [string, string, string];
const signed = await sign(report(), own);
const [head, payload, signature] = parts(signed);
const altered = (change: object): string => [head, encoded({ ...report(), ...change }), signature].join('.');
const hmac = (typ: string, secret: string | Buffer): string => {
  const body = `${encoded({ alg: 'HS256', kid: 'own', typ })}.${payload}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
};
const code = async (text: string, options: { issuer?: string; audience?: string } = {}, known: unknown = keys): Promise<string> =>
  verifyReport(text, known, options).then(
    () => 'fine',
    (error: { code: string }) => error.code,
  );

describe('a report', () => {
  test('is verified with nothing but the published keys, and says what it said', async () => {
    expect(await verifyReport(signed, keys, { audience: 'north-bank' })).toEqual({ kid: 'own', report: report() });
    expect(report()).toMatchObject({
      number: 'north-bank-00000042',
      iss: 'https://assay.example',
      aud: 'north-bank',
      sub: 'cus_3vdk8',
      grade: 'B',
      reasons: [{ code: 'LATE', text: 'Bills were paid late.' }],
      ruleset: { title: 'Ruleset credit' },
      former: { grade: 'A', toldUntil: '2026-02-18' },
      audit: { seq: 42, hash: hash('e') },
      iat: 1770091506,
    });
  });

  test('is verified after its key was retired, for good', async () => {
    expect(await code(await sign({ ...report(), iat: Date.parse('2026-01-14T00:00:00Z') / 1000 }, old))).toBe('fine');
  });

  test.each([
    ['in Chinese', report({ language: 'zh' }), { reasons: [{ code: 'LATE', text: '账单逾期缴纳。' }], language: 'zh' }],
    ['of nobody rated', report({ reading: { shared: null, why: 'outside' } }), { outcome: 'not_rated', why: 'outside' }],
    ['without what was not granted', report({ reading: { shared: { ...telling.reading.shared, reasons: null } as never, why: null } }), { grade: 'B' }],
    ['of a rating that is gone', report({ rating: null, inputs: null }), { grade: 'B' }],
  ])('%s is one too', async (_, document, expected) => {
    expect((await verifyReport(await sign(document, own), keys)).report).toMatchObject(expected);
  });

  test('says nothing of what was not told', () => {
    expect(Object.keys(report({ reading: { shared: null, why: 'stale' } })).sort()).toEqual(
      ['agreement', 'aud', 'audit', 'consent', 'dimension', 'iat', 'iss', 'language', 'number', 'outcome', 'purpose', 'sub', 'v', 'why'].sort(),
    );
    const untold = { ...telling.reading.shared, reasons: null, former: null, observedDefault: null } as never;
    expect(Object.keys(report({ reading: { shared: untold, why: null } }))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/reasons|former|observedDefault/)]),
    );
  });
});

describe('what is no report of the company is refused', () => {
  const told: [string, string | Promise<string>, string][] = [
    ['a better grade', altered({ grade: 'A' }), 'SHARING_REPORT_SIGNATURE'],
    ['a later end', altered({ validUntil: '2029-12-31' }), 'SHARING_REPORT_SIGNATURE'],
    ['another partner', altered({ aud: 'south-bank' }), 'SHARING_REPORT_SIGNATURE'],
    ['another customer', altered({ sub: 'cus_other' }), 'SHARING_REPORT_SIGNATURE'],
    ['another entry of the audit', altered({ audit: { seq: 41, hash: hash('e') } }), 'SHARING_REPORT_SIGNATURE'],
    [
      'the signature of another report',
      sign(report({ subject: 'cus_other' }), own).then((other) => [head, payload, parts(other)[2]].join('.')),
      'SHARING_REPORT_SIGNATURE',
    ],
    ['a stranger who calls his key as ours is called', sign(report(), stranger), 'SHARING_REPORT_SIGNATURE'],
    ['a stranger’s key', sign(report(), key('else')), 'SHARING_REPORT_KEY'],
    ['a key in the head', sign(report(), key('else'), { jwk: stranger.published, jku: 'https://evil.example/keys' }), 'SHARING_REPORT_FORM'],
    ['a path as the key’s name', sign(report(), key('../../keys/own')), 'SHARING_REPORT_KEY'],
    ['no key', sign(report(), own, { kid: undefined }), 'SHARING_REPORT_KEY'],
    ['a key for receipts', sign(report(), receipts), 'SHARING_REPORT_KEY'],
    ['a receipt', sign(report(), own, { typ: 'assay-receipt+jwt' }), 'SHARING_REPORT_TYPE'],
    ['an access token', sign(report(), own, { typ: 'at+jwt' }), 'SHARING_REPORT_TYPE'],
    ['no type', sign(report(), own, { typ: undefined }), 'SHARING_REPORT_TYPE'],
    ['alg none', `${encoded({ alg: 'none', typ: 'assay-report+jwt', kid: 'own' })}.${payload}.`, 'SHARING_REPORT_ALGORITHM'],
    ['a MAC under the public key', hmac('assay-report+jwt', Buffer.from(String(own.published.x), 'base64url')), 'SHARING_REPORT_ALGORITHM'],
    ['a head that must be understood', sign(report(), own, { crit: ['b64'], b64: true }), 'SHARING_REPORT_FORM'],
    ['a key before its time', sign({ ...report(), iat: Date.parse('2026-01-14T23:00:00Z') / 1000 }, own), 'SHARING_REPORT_TIME'],
    ['a key after its time', sign(report(), old), 'SHARING_REPORT_TIME'],
    ['what is signed and no report', sign({ hello: 'world' }, own), 'SHARING_REPORT_FORM'],
    ['a claim too many', sign({ ...report(), admin: true }, own), 'SHARING_REPORT_FORM'],
    ['a version of another time', sign({ ...report(), v: 2 }, own), 'SHARING_REPORT_FORM'],
    ['no JSON', sign('hello', own), 'SHARING_REPORT_FORM'],
    ['nothing', '', 'SHARING_REPORT_FORM'],
    ['two parts', `${head}.${payload}`, 'SHARING_REPORT_FORM'],
    ['an encrypted one', `${head}.${payload}.${signature}.x.y`, 'SHARING_REPORT_FORM'],
    ['a blank inside', `${head}. ${payload}.${signature}`, 'SHARING_REPORT_FORM'],
  ];
  test.each(told)('%s', async (_, text, expected) => {
    expect(await code(await text)).toBe(expected);
  });

  test('any character of it changed', async () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const other = (at: number): string => letters[(letters.indexOf(signed[at] as string) + 1) % 64] as string;
    const places = Array.from({ length: signed.length }, (_, at) => at).filter((at) => signed[at] !== '.');
    const outcomes = await Promise.all(places.map((at) => code(signed.slice(0, at) + other(at) + signed.slice(at + 1))));
    expect(outcomes.filter((outcome) => outcome === 'fine')).toEqual([]);
  });

  test('made for somebody else than who shows it', async () => {
    expect(await code(signed, { audience: 'south-bank' })).toBe('SHARING_REPORT_AUDIENCE');
  });

  test.each([
    ['https://assay.example', 'fine'],
    ['https://assay.example/', 'fine'],
    ['HTTPS://Assay.example:443', 'fine'],
    ['https://assay.example/other', 'SHARING_REPORT_ISSUER'],
    ['http://assay.example', 'SHARING_REPORT_ISSUER'],
    ['https://bssay.example', 'SHARING_REPORT_ISSUER'],
    ['assay.example', 'SHARING_REPORT_ISSUER'],
    ['', 'SHARING_REPORT_ISSUER'],
  ])('of https://assay.example is held to be of %s: %s', async (issuer, expected) => {
    expect(await code(signed, { issuer })).toBe(expected);
  });

  test('of one company that the keys of another signed is told to be none of that other', async () => {
    const theirs = await sign(report(), stranger);
    expect(await code(theirs, { issuer: 'https://bssay.example' }, { keys: [stranger.published] })).toBe('SHARING_REPORT_ISSUER');
  });

  test.each([[{}], [[]], [null], ['keys'], [{ keys: [{ kid: 'own' }] }], [{ keys: 'own' }]])('held against no keys: %j', async (known) => {
    expect(await code(signed, {}, known)).toBe('SHARING_KEYS_FORM');
  });

  test.each([[{ x: undefined }], [{ x: 'abc' }], [{ x: 5 }], [{ crv: 'X25519' }], [{ d: 'abc' }], [{ key_ops: ['sign'] }]])(
    'held against what is no key: %j',
    async (more) => {
      expect(await code(signed, {}, { keys: [{ ...own.published, ...more }] })).toBe('SHARING_KEYS_FORM');
    },
  );

  test('held against a key of ours for something else under the same name', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const token = { ...publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'ES256', use: 'sig', assay_use: 'token', made_at: entry.at };
    expect(await code(signed, {}, { keys: [token] })).toBe('SHARING_REPORT_KEY');
  });
});
