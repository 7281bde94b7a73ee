import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';
import type { Reading, SharedGrade } from '../../../src/sharing/report/grade.ts';
import { reportOf, reportTyp, statedOf, type Telling } from '../../../src/sharing/report/report.ts';

export const hash = (digit: string): string => digit.repeat(64);
const ruleset = (name: string, digit: string) => ({ name, title: { en: `Ruleset ${name}`, zh: `规则 ${name}` }, digest: `sha256:${hash(digit)}` });

export const shared: SharedGrade = {
  grade: 'B',
  provisional: false,
  asOf: '2026-01-01',
  validFrom: '2026-01-20',
  validUntil: '2027-03-31',
  reasons: [{ code: 'LATE', texts: { en: 'Bills were paid late.', zh: '账单逾期缴纳。' } }],
  ruleset: ruleset('credit', 'a'),
  observedDefault: { rate: 0.0225, customers: 400, asOf: '2025-01-01', horizonMonths: 12, outcome: 'default' },
  former: { grade: 'A', provisional: true, asOf: '2025-01-01', ruleset: ruleset('before', 'b'), toldUntil: '2026-02-18' },
  ratingId: '018f0000-0000-7000-8000-000000000002',
  gradeId: '018f0000-0000-7000-8000-000000000001',
  inputs: '4711',
};
export const reading: Reading = { shared, why: null };

export const telling: Telling = {
  issuer: 'https://assay.example',
  partner: 'north-bank',
  language: 'en',
  purpose: 'loan',
  dimension: 'credit',
  agreement: `sha256:${hash('c')}`,
  subject: 'cus_3vdk8',
  consent: 'con_77xq2',
  rating: 'rat_91mmz',
  inputs: hash('d'),
  reading,
};
export const entry = { seq: 42, hash: hash('e'), at: '2026-02-03T04:05:06.789Z' };
export const report = (more: Partial<Telling> = {}) => reportOf(statedOf({ ...telling, ...more }), 'north-bank-00000042', entry);

/** A key as the installation publishes it, with its private half. */
export function key(kid: string, { use = 'report', made = '2026-01-01T00:00:00.000Z', retired }: { use?: string; made?: string; retired?: string } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const published = {
    ...publicKey.export({ format: 'jwk' }),
    kid,
    alg: 'EdDSA',
    use: 'sig',
    assay_use: use,
    made_at: made,
    ...(retired && { retired_at: retired }),
  };
  return { kid, privateKey, published };
}

export const sign = (payload: object | string, { kid, privateKey }: { kid: string; privateKey: KeyObject }, head: object = {}): Promise<string> =>
  new CompactSign(Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: reportTyp, ...head })
    .sign(privateKey);
