import type { Grants } from '../../access/role.ts';
import { holdersSql } from '../../customer/directory/store.ts';
import { customerRows } from '../../customer/store.ts';
import type { Tx } from '../../db/client.ts';
import type { Param } from '../../graphql/reads.ts';
import { type Count, countName, type Used, usedName } from './book.ts';
import type { Request } from './inquiry.ts';

const stamp = (expression: string): string => `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns: Readonly<Record<string, readonly string[]>> = {
  partner: ['partner_id', 'state', 'clock_seconds'],
  partner_key: ['partner_id', 'kid', 'until', 'revoked_at'],
  agreement_version: ['partner_id', 'version_id', 'number', 'approved_at', 'suspended_at', 'ended_at', 'from_on', 'until_on'],
  consent: ['customer_id', 'consent_id', 'partner_id', 'purpose', 'scopes', 'given_by', 'valid_from', 'valid_until', 'withdrawn_at', 'spot_check'],
  consent_directory: ['partner_id', 'kind', 'name', 'customer_id'],
  identifier_directory: ['kind', 'hash', 'customer_id'],
  customer: ['customer_id', 'kind'],
};

/** What `foundSql` reads of grades; their reasons where they are granted. */
const gradeColumns: Readonly<Record<string, string>> = {
  issued_grade: 'customer_id subject_id dimension kind grade_id rating_id version grade provisional as_of valid_from valid_until issued_at ended_on',
  rating: 'customer_id subject_id dimension kind as_of version rating_id input_digest state grade provisional',
  rating_history: 'customer_id subject_id dimension kind as_of version rating_id input_digest',
};

/** Columns that the evidence of an inquiry reads, by table, beside those of its answer. */
export function evidenceColumns(grants: Grants): Record<string, readonly string[]> {
  if (grants['rating.grade'] !== 'clear' && grants['rating.reasons'] !== 'clear') return { ...columns };
  const reasons = grants['rating.reasons'] === 'clear' ? ' reasons' : '';
  const read = Object.entries(gradeColumns).map(([table, names]) => [table, `${names}${table === 'issued_grade' ? '' : reasons}`.split(' ')] as const);
  return { ...columns, ...Object.fromEntries(read) };
}

/** A statement whose parameters beyond the first ones have names, in their order. */
interface Asking {
  readonly text: string;
  readonly names: readonly string[];
}

/**
 * The one statement of an inquiry: for every subject, whoever it is, the same work. `parts` are the texts of the answer
 * over the row `subject` and take the first `from` parameters; `grade` is an expression over a customer's id.
 */
export function inquirySql(parts: readonly string[], from: number, grade: ((customerId: string, param: Param) => string) | undefined): Asking {
  const names: string[] = [];
  const param: Param = (name, type) => {
    const at = names.indexOf(name);
    return `$${from + (at < 0 ? names.push(name) : at + 1)}::${type}`;
  };
  const partner = param('partner', 'uuid');
  const columns = parts.map((part, at) => `, case when subject.customer_id is null then null else ${part} end as part${at}`);
  const text = `
    select f.customer_id as "customerId", f.matches, subject.kind, coalesce((${consentsSql('f.customer_id', partner, param('purpose', 'text'))}), '[]') as consents,
      ${gateSql(partner, param('kid', 'text'), param('today', 'date'))} as gate, ${grade ? grade('f.customer_id', param) : 'null::json'} as grade${columns.join('')}
    from unnest(${param('ids', 'uuid[]')}, ${param('kinds', 'text[]')}, ${param('hashes', 'text[]')}, ${param('subjects', 'text[]')}) with ordinality as a (id, kind, hash, name, at)
    cross join lateral (
      select min(x.customer_id::text)::uuid as customer_id, count(*)::int as matches from (
        select a.id as customer_id where a.id is not null
        union ${holdersSql('a.kind', `decode(a.hash, 'hex')`)}
        union select s.customer_id from assay.consent_directory s where s.partner_id = ${partner} and s.kind = a.kind and s.name = decode(a.name, 'hex')
      ) as x
    ) as f
    left join ${customerRows('subject', 'f.customer_id', 'on')}
    order by a.at`;
  return { text, names };
}

const consentsSql = (customer: string, partner: string, purpose: string): string => `
  select json_agg(json_build_object('customerId', c.customer_id, 'consentId', c.consent_id, 'purpose', c.purpose, 'scopes', c.scopes, 'givenBy', c.given_by,
    'validFrom', ${stamp('c.valid_from')}, 'validUntil', ${stamp('c.valid_until')}, 'withdrawnAt', ${stamp('c.withdrawn_at')}, 'spotCheck', c.spot_check)
    order by c.valid_until desc nulls first, c.consent_id)
  from assay.consent c where c.customer_id = ${customer} and c.partner_id = ${partner} and c.purpose = ${purpose}`;

/** As `passage` takes it; the version as `standingOf` finds it. */
const gateSql = (partner: string, kid: string, today: string): string => `(
  select json_build_object('at', ${stamp('now()')}, 'state', p.state, 'clockSeconds', p.clock_seconds,
    'key', (select json_build_object('until', ${stamp('k.until')}, 'revokedAt', ${stamp('k.revoked_at')}) from assay.partner_key k where k.partner_id = p.partner_id and k.kid = ${kid}),
    'versionId', (select v.version_id from assay.agreement_version v
      where v.partner_id = p.partner_id and v.approved_at is not null and v.suspended_at is null and v.ended_at is null and ${today} between v.from_on and v.until_on
      order by v.number desc limit 1))
  from assay.partner p where p.partner_id = ${partner})`;

/** What was asked with a key, and when it was counted last. */
export type KeyUsed = Pick<Request, 'inputDigest' | 'at'>;

/** By partner and key; each is looked up in the index (`offset 0`): joined as sets, the planner may read the whole table. */
export async function keysUsed(tx: Tx, keys: readonly Pick<Request, 'partnerId' | 'key'>[]): Promise<Map<string, KeyUsed>> {
  const rows = await tx<(KeyUsed & { partnerId: string; key: string })[]>`
    select k.* from unnest(${keys.map(({ partnerId }) => partnerId)}::uuid[], ${keys.map(({ key }) => key)}::text[]) as asked (partner_id, key)
    cross join lateral (
      select partner_id as "partnerId", key, input_digest as "inputDigest", at from assay.inquiry_key u
      where u.partner_id = asked.partner_id and u.key = asked.key offset 0) as k`;
  return new Map(rows.map((row) => [`${row.partnerId} ${row.key}`, row]));
}

export async function useKeys(tx: Tx, requests: readonly Request[]): Promise<void> {
  const texts = (of: (each: Request) => string) => requests.map(of);
  await tx`
    insert into assay.inquiry_key (partner_id, key, input_digest, at)
    select * from unnest(${texts(({ partnerId }) => partnerId)}::uuid[], ${texts(({ key }) => key)}::text[], ${texts(({ inputDigest }) => inputDigest)}::text[],
      ${texts(({ at }) => at)}::timestamptz[])
    on conflict (partner_id, key) do update set at = excluded.at`;
}

/** What these partners used up of these days; the heads of their streams are locked, so nobody else counts meanwhile. */
export async function usedBy(tx: Tx, of: readonly Pick<Used, 'partnerId' | 'day'>[]): Promise<Map<string, Used>> {
  const rows = await tx<Used[]>`
    select partner_id as "partnerId", day, inquiries, refused, burst, burst_at as "burstAt" from assay.partner_usage
    where (partner_id, day) in (select * from unnest(${of.map(({ partnerId }) => partnerId)}::uuid[], ${of.map(({ day }) => day)}::date[]))`;
  return new Map(rows.map((row) => [usedName(row), row]));
}

export async function keepUsed(tx: Tx, used: readonly Used[]): Promise<void> {
  await tx`
    insert into assay.partner_usage (partner_id, day, inquiries, refused, burst, burst_at)
    select * from unnest(${used.map(({ partnerId }) => partnerId)}::uuid[], ${used.map(({ day }) => day)}::date[], ${used.map(({ inquiries }) => inquiries)}::int[],
      ${used.map(({ refused }) => refused)}::int[], ${used.map(({ burst }) => burst)}::float8[], ${used.map(({ burstAt }) => burstAt)}::timestamptz[])
    on conflict (partner_id, day) do update set inquiries = excluded.inquiries, refused = excluded.refused, burst = excluded.burst, burst_at = excluded.burst_at`;
}

/** How often subjects were asked about, by partner, day and subject. */
export async function subjectsCounted(tx: Tx, of: readonly Omit<Count, 'inquiries'>[]): Promise<Map<string, number>> {
  const rows = await tx<Count[]>`
    select c.* from unnest(${of.map(({ partnerId }) => partnerId)}::uuid[], ${of.map(({ day }) => day)}::date[], ${of.map(({ subject }) => subject)}::text[])
      as asked (partner_id, day, subject)
    cross join lateral (
      select partner_id as "partnerId", day, subject, inquiries from assay.subject_usage u
      where u.partner_id = asked.partner_id and u.day = asked.day and u.subject = asked.subject offset 0) as c`;
  return new Map(rows.map((row) => [countName(row), row.inquiries]));
}

export async function keepCounts(tx: Tx, counts: readonly Count[]): Promise<void> {
  await tx`
    insert into assay.subject_usage (partner_id, day, subject, inquiries)
    select * from unnest(${counts.map(({ partnerId }) => partnerId)}::uuid[], ${counts.map(({ day }) => day)}::date[], ${counts.map(({ subject }) => subject)}::text[],
      ${counts.map(({ inquiries }) => inquiries)}::int[])
    on conflict (partner_id, day, subject) do update set inquiries = excluded.inquiries`;
}

/** A row of what was disclosed. */
export interface Disclosure {
  readonly customerId: string;
  readonly partnerId: string;
  readonly seq: number;
  readonly at: string;
  readonly purpose: string;
  readonly outcome: string;
  readonly consentId: string;
  readonly agreement: string;
  readonly fields: string;
  readonly fieldList: readonly string[];
  readonly kid: string;
  readonly ratingId: string | null;
  readonly gradeId: string | null;
  readonly report: string | null;
}

export async function addDisclosures(tx: Tx, rows: readonly Disclosure[]): Promise<void> {
  const lists = new Map(rows.map(({ fields, fieldList }) => [fields, fieldList]));
  await Promise.all([
    tx`insert into assay.field_list (digest, fields)
      select l.digest, array(select jsonb_array_elements_text(l.fields)) from jsonb_to_recordset(${tx.json([...lists].map(([digest, fields]) => ({ digest, fields })) as never)}) as l (digest text, fields jsonb)
      on conflict do nothing`,
    tx`insert into assay.disclosure (customer_id, partner_id, seq, at, purpose, outcome, consent_id, agreement, fields, kid, rating_id, grade_id, report)
      select "customerId", "partnerId", seq, at, purpose, outcome, "consentId", agreement, fields, kid, "ratingId", "gradeId", report
      from jsonb_to_recordset(${tx.json(rows.map(({ fieldList: _, ...row }) => row) as never)}) as r ("customerId" uuid, "partnerId" uuid, seq bigint, at timestamptz,
        purpose text, outcome text, "consentId" uuid, agreement text, fields text, kid text, "ratingId" uuid, "gradeId" uuid, report text)
      on conflict do nothing`,
  ]);
}
