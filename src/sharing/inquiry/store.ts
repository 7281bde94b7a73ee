import type { Grants } from '../../access/role.ts';
import type { Instant } from '../../base/time.ts';
import { holdersSql } from '../../customer/directory/store.ts';
import { customerRows } from '../../customer/store.ts';
import type { Made, Rows } from '../../db/burst.ts';
import type { Db } from '../../db/client.ts';
import type { Param } from '../../graphql/reads.ts';
import { type Count, countName, keyName, type Used, usedName } from './book.ts';
import type { Request, Told } from './inquiry.ts';

const stamp = (expression: string): string => `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns: Readonly<Record<string, readonly string[]>> = {
  partner: ['partner_id', 'state', 'clock_seconds', 'jwks_uri', 'issuer'],
  partner_key: ['partner_id', 'kid', 'until', 'revoked_at'],
  agreement_version: ['partner_id', 'version_id', 'number', 'approved_at', 'suspended_at', 'ended_at', 'from_on', 'until_on'],
  consent: ['customer_id', 'consent_id', 'partner_id', 'purpose', 'scopes', 'given_by', 'valid_from', 'valid_until', 'withdrawn_at', 'spot_check'],
  consent_directory: ['partner_id', 'kind', 'name', 'customer_id'],
  identifier_directory: ['kind', 'hash', 'customer_id', 'verified'],
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
 * over the row `subject` and take the first `from` parameters; `grade` is an expression over a customer's id. A number that nobody
 * verified finds by its name alone: whether another holds it verified is not in the partner's sight, and was asked when it was named.
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
        union ${holdersSql('a.kind', `decode(a.hash, 'hex')`)} and d.verified
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
  select json_build_object('at', ${stamp('now()')}, 'state', p.state, 'clockSeconds', p.clock_seconds, 'foreignKeys', p.jwks_uri is not null or p.issuer is not null,
    'key', (select json_build_object('until', ${stamp('k.until')}, 'revokedAt', ${stamp('k.revoked_at')}) from assay.partner_key k where k.partner_id = p.partner_id and k.kid = ${kid}),
    'versionId', (select v.version_id from assay.agreement_version v
      where v.partner_id = p.partner_id and v.approved_at is not null and v.suspended_at is null and v.ended_at is null and ${today} between v.from_on and v.until_on
      order by v.number desc limit 1))
  from assay.partner p where p.partner_id = ${partner})`;

/** What was asked with a key, and when it was counted last. */
export type KeyUsed = Pick<Request, 'inputDigest' | 'at'> & {
  /** Of how many subjects something was told then. */
  readonly toldOf: number;
};

/** What stands in the books of these requests: their keys, by partner and key; what was used of their days; how often their subjects were asked about. */
export interface Standing {
  readonly keys: Map<string, KeyUsed>;
  readonly used: Map<string, Used>;
  readonly counts: Map<string, number>;
}

/**
 * Reads the books for requests; the heads of their streams are locked, so nobody else counts meanwhile. Each place is looked up
 * in its index (`offset 0`): joined as sets, the planner may read a whole table.
 */
export function readBooks(db: Db, requests: readonly Request[]): Made {
  const asked = requests.map(({ partnerId, day, key }) => ({ partnerId, day, key }));
  const subjects = requests.flatMap(({ partnerId, day, subjects: of }) => [...new Set(of)].map((subject) => ({ partnerId, day, subject })));
  return db`
    with asked as materialized (select * from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as r ("partnerId" uuid, day date, key text))
    select
      coalesce((select json_agg(k) from asked a cross join lateral (
        select partner_id as "partnerId", key, input_digest as "inputDigest", at, told as "toldOf" from assay.inquiry_key u
        where u.partner_id = a."partnerId" and u.key = a.key offset 0) as k), '[]') as keys,
      coalesce((select json_agg(k) from (select distinct "partnerId", day from asked) a cross join lateral (
        select partner_id as "partnerId", day, inquiries, refused, burst, burst_at as "burstAt" from assay.partner_usage u
        where u.partner_id = a."partnerId" and u.day = a.day offset 0) as k), '[]') as used,
      coalesce((select json_agg(k) from jsonb_to_recordset(${JSON.stringify(subjects)}::text::jsonb) as a ("partnerId" uuid, day date, subject text) cross join lateral (
        select partner_id as "partnerId", day, subject, inquiries from assay.subject_usage u
        where u.partner_id = a."partnerId" and u.day = a.day and u.subject = a.subject offset 0) as k), '[]') as counts`;
}

export function booksIn([row]: Rows): Standing {
  const { keys, used, counts } = row as unknown as { keys: (KeyUsed & { partnerId: string; key: string })[]; used: Used[]; counts: Count[] };
  return {
    keys: new Map(keys.map((each) => [keyName(each), each])),
    used: new Map(used.map((each) => [usedName(each), each])),
    counts: new Map(counts.map((each) => [countName(each), each.inquiries])),
  };
}

/** A row of what was disclosed. */
export interface Disclosure extends Told {
  readonly partnerId: string;
  readonly seq: number;
  readonly at: Instant;
  readonly purpose: string;
  readonly agreement: string;
  readonly kid: string;
}

/** What a batch writes down: keys that were used for the first time or anew, what was counted, and of whom something is told. */
export interface Kept {
  readonly keys: readonly Request[];
  readonly used: readonly Used[];
  readonly counts: readonly Count[];
  readonly disclosures: readonly Disclosure[];
}

/** Writes it in one statement: of a small batch each one costs more than its rows. */
export function keepBooks(db: Db, { keys, used, counts, disclosures }: Kept): Made {
  const lists = new Map(disclosures.map(({ fields, fieldList }) => [fields, fieldList]));
  const books = {
    keys: keys.map(({ partnerId, key, inputDigest, at, told }) => ({ partnerId, key, inputDigest, at, told: told.length })),
    lists: [...lists].map(([digest, fields]) => ({ digest, fields })),
    told: disclosures.map(({ fieldList: _, ...row }) => row),
    ...{ used, counts },
  };
  return db`
    with books as materialized (select ${JSON.stringify(books)}::text::jsonb as all), keys as (
      insert into assay.inquiry_key (partner_id, key, input_digest, at, told)
      select "partnerId", key, "inputDigest", at, told from books,
        jsonb_to_recordset(books.all -> 'keys') as r ("partnerId" uuid, key text, "inputDigest" text, at timestamptz, told int)
      on conflict (partner_id, key) do update set at = excluded.at, told = excluded.told
    ), used as (
      insert into assay.partner_usage (partner_id, day, inquiries, refused, burst, burst_at)
      select "partnerId", day, inquiries, refused, burst, "burstAt" from books,
        jsonb_to_recordset(books.all -> 'used') as r ("partnerId" uuid, day date, inquiries int, refused int, burst float8, "burstAt" timestamptz)
      on conflict (partner_id, day) do update set inquiries = excluded.inquiries, refused = excluded.refused, burst = excluded.burst, burst_at = excluded.burst_at
    ), counts as (
      insert into assay.subject_usage (partner_id, day, subject, inquiries)
      select "partnerId", day, subject, inquiries from books, jsonb_to_recordset(books.all -> 'counts') as r ("partnerId" uuid, day date, subject text, inquiries int)
      on conflict (partner_id, day, subject) do update set inquiries = excluded.inquiries
    ), lists as (
      insert into assay.field_list (digest, fields)
      select digest, array(select jsonb_array_elements_text(r.fields)) from books, jsonb_to_recordset(books.all -> 'lists') as r (digest text, fields jsonb)
      on conflict do nothing
    )
    insert into assay.disclosure (customer_id, partner_id, seq, at, purpose, outcome, consent_id, agreement, fields, kid, rating_id, grade_id, report)
    select "customerId", "partnerId", seq, at, purpose, outcome, "consentId", agreement, fields, kid, "ratingId", "gradeId", report
    from books, jsonb_to_recordset(books.all -> 'told') as r ("customerId" uuid, "partnerId" uuid, seq bigint, at timestamptz, purpose text, outcome text,
      "consentId" uuid, agreement text, fields text, kid text, "ratingId" uuid, "gradeId" uuid, report text)
    on conflict do nothing`;
}
