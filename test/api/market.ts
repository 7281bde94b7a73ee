import { randomUUID } from 'node:crypto';
import { nameKey } from '../../src/base/digest.ts';
import type { Scope } from '../../src/base/scope.ts';
import type { Sql } from '../../src/db/client.ts';
import { newId } from '../../src/db/id.ts';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import type { Served } from '../../src/server/http.ts';
import type { Agreement } from '../../src/sharing/agreement/agreement.ts';
import { drafted } from '../../src/sharing/consent/draft.ts';
import { record } from '../../src/sharing/consent/record.ts';
import { signer } from '../../src/sharing/key/signer.ts';
import { standingOf } from '../../src/sharing/standing/store.ts';
import { activated, person } from '../rating/activated.ts';
import { partnered, seal, today, type Wanted } from '../sharing/world.ts';
import { type Answer, at, read } from './world.ts';

const both = (en: string, zh: string) => ({ en, zh });
export const graded = {
  kind: 'ruleset',
  name: 'sharing',
  title: both('Shared', '共享'),
  dimension: 'credit',
  indicators: { late: { fact: 'bill', measure: 'days_past_due', unit: 'day', better: 'lower', label: both('Days past due', '逾期天数') } },
  cards: [
    {
      name: 'main',
      initial: 500,
      characteristics: [
        {
          indicator: 'late',
          reason: 'LATE',
          bins: [
            { missing: true, points: 10 },
            { to: 1, points: 60 },
            { from: 1, points: 20 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 550 }, { grade: 'B', from: 515 }, { grade: 'C' }],
  reasons: { LATE: both('Bills are paid after their due day.', '账单在到期日之后支付。') },
};

/** Rates everybody as of the end of October and issues what came of it. */
export async function issued(sql: Sql): Promise<void> {
  await activated(sql, graded);
  const version = (await find(sql, { dimension: 'credit' })) as Version;
  await rate(sql, { version, asOf: '2026-10-31', today, now: () => at, kind: 'issued' } as never);
  await sql`
    insert into assay.issued_grade (customer_id, subject_id, dimension, grade_id, issue_id, kind, cycle, as_of, rating_id, version, grade, provisional,
      valid_from, valid_until, issued_at, objection_until)
    select customer_id, subject_id, dimension, gen_random_uuid(), gen_random_uuid(), 'issued', '2026', as_of, rating_id, version,
      (array['A', 'B', 'C'])[grade + 1], provisional, '2026-11-01', '2027-10-31', ${at}, '2026-12-01'
    from assay.rating where kind = 'issued' and grade is not null`;
}

export type Party = Awaited<ReturnType<typeof partnered>>;

/** The consent of a customer, by its key at the source crm, to a partner. */
export async function consented(
  sql: Sql,
  party: Party,
  key: string,
  {
    purpose = 'letting',
    scopes,
    reference = null,
    validUntil = null,
  }: { purpose?: string; scopes?: readonly Scope[]; reference?: string | null; validUntil?: string | null } = {},
): Promise<string> {
  const acting = person('Stella', today);
  const standing = await standingOf(sql, party.partnerId, today);
  const granted = Object.keys((party.document as Agreement).purposes[purpose]?.scopes ?? {}) as Scope[];
  const said = { purpose, scopes: scopes ?? granted, textVersion: '1', language: 'en', givenOn: today, validUntil, reference };
  const evidence = { way: 'staff', documentNumber: 'D-1', documentDigest: null, place: 'archive' } as const;
  const draft = { ...drafted({ ...said, evidence } as never, standing as never, acting), consentId: newId(), customerId: nameKey('crm', 'customer', key) };
  await sql.begin((tx) => record(tx, seal, party.partnerId, [draft as never], acting));
  return draft.consentId;
}

/** A token as the token endpoint gives it, but bound to no key. */
export async function tokenOf(sql: Sql, served: { readonly url: string }, party: Pick<Party, 'partnerId' | 'name'>, kid = `${party.name}-1`): Promise<string> {
  const { sign } = await signer(sql, seal, 'token', at);
  const iat = Math.floor(Date.parse(at) / 1000);
  const claims = { iss: served.url, aud: 'assay:partner', sub: party.name, client_id: party.name, pid: party.partnerId, ckid: kid, jti: randomUUID() };
  return sign({ ...claims, iat, exp: iat + 300 }, { typ: 'at+jwt' });
}

/** What a partner asks with: a token of its own. */
export interface Asker {
  readonly party: Party;
  ask(query: string, more?: { variables?: object; language?: string; headers?: Record<string, string> }): Promise<Answer>;
}

/** A partner that asks a server that takes unbound tokens. */
export async function asker(sql: Sql, served: Pick<Served, 'url'>, wanted: Wanted = {}): Promise<Asker> {
  const party = await partnered(sql, wanted);
  const token = await tokenOf(sql, served, party);
  return {
    party,
    ask: async (query, { variables, language = 'en', headers = {} } = {}) =>
      read(
        await fetch(`${served.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'accept-language': language, authorization: `Bearer ${token}`, ...headers },
          body: JSON.stringify({ query, variables }),
        }),
      ),
  };
}

/** An inquiry about one subject: `fields` of what is answered. */
export const inquire = (fields: string): string => `mutation ($input: InquireInput!) { inquire(input: $input) { result {
  __typename ... on AnsweredInquiry { ${fields} } ... on NotRatedInquiry { why } ... on RefusedInquiry { code message hint } } } }`;

let keys = 0;
export const input = (subject: object, more: object = {}) => ({
  input: { subject, purpose: 'letting', idempotencyKey: `key-${(keys += 1)}`, ...more },
});
