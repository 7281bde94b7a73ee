import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { vote } from '../../src/approval/vote.ts';
import { addDays, type Day } from '../../src/base/time.ts';
import type { Sql, Tx } from '../../src/db/client.ts';
import { handlers } from '../../src/server/handlers.ts';
import type { Agreement } from '../../src/sharing/agreement/agreement.ts';
import { draft } from '../../src/sharing/agreement/draft.ts';
import type { Outcome } from '../../src/sharing/agreement/outcome.ts';
import { versionsById } from '../../src/sharing/agreement/store.ts';
import { submitVersion } from '../../src/sharing/agreement/submit.ts';
import type { VersionRow } from '../../src/sharing/agreement/version.ts';
import { type Registering, register } from '../../src/sharing/partner/register.ts';
import { keysOf } from '../../src/sharing/partner/store.ts';
import { person } from '../rating/activated.ts';

/** What seals a partner's subject key in tests, as `test/api/world.ts` has it. */
export const seal = [Buffer.alloc(32, 7)];
export const today: Day = '2026-11-22';

const both = (en: string, zh = en) => ({ en, zh });

/** A document for a partner: by default one purpose `letting` that sees the grade, its reasons and the name. */
export const agreementOf = (partner: string, more: Partial<Agreement> = {}): Agreement => ({
  kind: 'agreement',
  partner,
  title: both('Grades before letting', '出租前查询等级'),
  purposes: {
    letting: {
      title: both('Before a flat is let', '出租前'),
      subjects: ['person', 'organisation'],
      carried: false,
      grain: 'grade',
      scopes: { 'rating.grade': 'clear', 'rating.reasons': 'clear', 'profile.identity': 'clear' },
    },
  },
  dimension: 'credit',
  grade: 'issued',
  windowMonths: 24,
  freshDays: 366,
  bothGradesDays: 0,
  quotas: { day: 10_000, subject: 100, burst: 1_000, perSecond: 1_000 },
  price: { inquiryMinor: 50, currency: 'EUR' },
  retentionDays: 90,
  valid: { from: today, until: addDays(today, 365) },
  ...more,
});

/** A purpose that sees these scopes at the finest grain. */
export const purposeOf = (
  scopes: Agreement['purposes'][string]['scopes'],
  more: Partial<Agreement['purposes'][string]> = {},
): Agreement['purposes'][string] => ({
  title: both('A purpose', '用途'),
  subjects: ['person', 'organisation'],
  carried: false,
  grain: 'detail',
  scopes,
  ...more,
});

/** A key pair that a partner signs with: ES256. */
export function keyPair(kid: string): { kid: string; privateKey: KeyObject; jwk: Record<string, unknown> } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' } };
}

/** Puts a document in force the real way: drafted and submitted by Olga, approved by Anton. */
export async function agreed(sql: Sql, document: unknown, { on = today, urgent }: { on?: Day; urgent?: string } = {}): Promise<VersionRow> {
  const [olga, anton] = [person('Olga', on), person('Anton', on)];
  const done = (outcome: Outcome): Outcome => {
    if (outcome.refused) throw new Error(JSON.stringify(outcome));
    return outcome;
  };
  const versionId = (await sql.begin(async (tx: Tx) => {
    const { versionId } = done(await draft(tx, { document, comment: 'As agreed.' }, olga)) as { versionId: string };
    const { approvalId } = done(await submitVersion(tx, { versionId, comment: 'Please look.', urgent }, olga)) as { approvalId: string };
    const { digest } = (await versionsById(tx, [versionId])).get(versionId) as VersionRow;
    await vote(tx, handlers, { approvalId, digest, choice: 'approve', comment: 'Agreed.' }, anton);
    return versionId;
  })) as string;
  return (await versionsById(sql, [versionId])).get(versionId) as VersionRow;
}

/** What a partner brings beside the defaults. */
export interface Wanted extends Partial<Registering> {
  /** Members of its agreement that are not the default; null: it has none. */
  readonly agreement?: Partial<Agreement> | null;
  readonly on?: Day;
}

let made = 0;

/** A registered partner with a key and an agreement in force. */
export async function partnered(sql: Sql, { agreement = {}, on = today, ...wanted }: Wanted = {}) {
  made += 1;
  const name = wanted.name ?? `partner-${made}`;
  const key = keyPair(`${name}-1`);
  const wantsKey = wanted.jwks === undefined && wanted.jwksUri === undefined && wanted.issuer === undefined;
  const registering: Registering = {
    title: `The ${name}`,
    kind: 'lender',
    why: 'They asked.',
    ...(wantsKey ? { jwks: { keys: [key.jwk] } } : {}),
    ...wanted,
    name,
  };
  const row = await (sql.begin((tx) => register(tx, seal, registering, person('Stella', on))) as ReturnType<typeof register>);
  const document = agreement === null ? null : agreementOf(name, agreement);
  const version = document === null ? null : await agreed(sql, document, { on });
  return { ...row, keys: wantsKey ? [key] : [], known: (await keysOf(sql, [row.partnerId])).get(row.partnerId) ?? [], document, version };
}
