import type { Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import { type Check, type Consent, type ConsentRow, type Draft, formOf } from './consent.ts';
import type { Known, UsedForm, Withdrawal } from './sift.ts';

/** SQL expressions of what is asked of a consent: text, text[] and timestamptz. */
interface NeededSql {
  readonly purpose: string;
  readonly scopes: string;
  readonly at: string;
}

/** Whether the row of a consent allows what is asked: the rule of `consent.ts`. */
export const consentHolds = (row: string, { purpose, scopes, at }: NeededSql): string =>
  `(${row}.purpose = ${purpose} and ${row}.scopes @> ${scopes} and ${row}.valid_from <= ${at} and (${row}.valid_until is null or ${row}.valid_until > ${at})
    and ${row}.withdrawn_at is null and ${row}.spot_check is distinct from 'failed')`;

const setting = (name: string): string => `nullif(current_setting('assay.${name}', true), '')`;

/** The same by the settings of a partner's transaction: the partner's own consents alone, at the database's clock, which a sandbox's is ahead of. */
export const consentHoldsHere = (row: string): string =>
  `(${row}.partner_id = ${setting('partner')}::uuid and ${consentHolds(row, {
    purpose: setting('purpose'),
    scopes: `coalesce(string_to_array(${setting('scopes')}, ','), '{}')`,
    at: `(now() + make_interval(secs => coalesce(${setting('shift')}::float8, 0)))`,
  })})`;

const columns = (db: Db) => db`
  c.customer_id as "customerId", c.consent_id as "consentId", c.partner_id as "partnerId",
  (select name from assay.partner p where p.partner_id = c.partner_id) as partner,
  (select title from assay.partner p where p.partner_id = c.partner_id) as "partnerTitle", c.purpose, c.scopes, c.text_version as "textVersion", c.language,
  c.given_by as "givenBy", c.evidence, c.form_number as "formNumber", c.given_on as "givenOn", c.valid_from as "validFrom", c.valid_until as "validUntil",
  c.recorded_at as "recordedAt", c.recorded_by as "recordedBy", c.withdrawn_at as "withdrawnAt", c.withdrawn_by as "withdrawnBy",
  c.withdrawn_why as "withdrawnWhy", c.spot_check as "spotCheck", c.checked_at as "checkedAt", c.checked_by as "checkedBy", c.checked_why as "checkedWhy"`;

/** So many locks stand for all customers and forms of a partner: a database has few thousand for all that goes on. */
const locks = 64;

/**
 * Whoever records or withdraws what concerns one of these customers and a partner, or brings one of these forms, takes turns to the
 * commit: a withdrawal meets every form that was on its way. In one order, so that nobody waits in a circle.
 */
export async function lockConsents(tx: Tx, partnerId: string, customerIds: readonly string[], forms: readonly string[]): Promise<void> {
  const names = [...customerIds.map((id) => `customer ${id}`), ...forms.map((number) => `form ${number}`)];
  await tx`
    select pg_advisory_xact_lock(hashtextextended(${`consent ${partnerId}`}, place)) from (
      select distinct hashtextextended(name, 0) & ${locks - 1} as place from unnest(${names}::text[]) as n (name) order by place offset 0
    ) as held`;
}

/** What is on record with a partner about the customers and forms of some drafts. */
export async function knownOf(tx: Tx, partnerId: string, drafts: readonly Draft[]): Promise<Known> {
  const customerIds = [...new Set(drafts.map(({ customerId }) => customerId))];
  const forms = [...new Set(drafts.flatMap(({ evidence }) => formOf(evidence).number ?? []))];
  const [ids, used, withdrawals] = await Promise.all([
    tx<{ consentId: string }[]>`
      select consent_id as "consentId" from assay.consent
      where customer_id = any(${customerIds}::uuid[]) and consent_id = any(${drafts.map(({ consentId }) => consentId)}::uuid[])`,
    tx<UsedForm[]>`
      select form_number as number, evidence->>'formDigest' as digest, customer_id as "customerId", purpose from assay.consent
      where partner_id = ${partnerId} and form_number = any(${forms}::text[])`,
    tx<Withdrawal[]>`
      select customer_id as "customerId", purpose, withdrawn_on as "withdrawnOn" from assay.consent_withdrawal
      where customer_id = any(${customerIds}::uuid[]) and partner_id = ${partnerId}`,
  ]);
  return { consentIds: new Set(ids.map(({ consentId }) => consentId)), forms: used, withdrawals };
}

/** Consents begin with their recording, or when their draft says so later; by the database's clock where ours is ahead, for it decides by its own. */
export async function addConsents(tx: Tx, drafts: readonly Draft[], { at, by }: { at: Instant; by: string }): Promise<void> {
  const rows = drafts.map((draft) => {
    const { evidence, customerId, consentId, partnerId, purpose, scopes, textVersion, language, givenOn, validFrom, validUntil } = draft;
    const ids = { customer_id: customerId, consent_id: consentId, partner_id: partnerId };
    const terms = { purpose, scopes, text_version: textVersion, language, given_on: givenOn, valid_from: validFrom, valid_until: validUntil };
    const spot_check: Check | null = evidence.way === 'partner' ? 'queued' : null;
    return {
      ...ids,
      ...terms,
      given_by: evidence.way,
      evidence,
      form_number: formOf(evidence).number,
      kid: 'kid' in evidence ? evidence.kid : null,
      spot_check,
    };
  });
  await tx`
    insert into assay.consent (customer_id, consent_id, partner_id, purpose, scopes, text_version, language, given_by, evidence, form_number, kid, given_on, valid_from,
      valid_until, recorded_at, recorded_by, spot_check)
    select d.customer_id, d.consent_id, d.partner_id, d.purpose, d.scopes, d.text_version, d.language, d.given_by, d.evidence, d.form_number, d.kid, d.given_on,
      case when d.valid_from > ${at} then d.valid_from else least(${at}::timestamptz, date_trunc('milliseconds', now())) end, d.valid_until, ${at}, ${by}, d.spot_check
    from jsonb_to_recordset(${tx.json(rows as never)}) as d (customer_id uuid, consent_id uuid, partner_id uuid, purpose text, scopes text[], text_version text,
      language text, given_by text, evidence jsonb, form_number text, kid text, given_on date, valid_from timestamptz, valid_until timestamptz, spot_check text)`;
}

/** Consents by id. */
export async function consentsById(db: Db, ids: readonly string[]): Promise<Map<string, ConsentRow>> {
  const rows = await db<ConsentRow[]>`select ${columns(db)} from assay.consent c where c.consent_id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.consentId, row]));
}

/** A customer's consents to a partner that nobody withdrew, or one of them; the oldest first. */
export async function standingConsents(tx: Tx, customerId: string, partnerId: string, consentId: string | null): Promise<ConsentRow[]> {
  return await tx<ConsentRow[]>`
    select ${columns(tx)} from assay.consent c
    where c.customer_id = ${customerId} and c.partner_id = ${partnerId} and c.withdrawn_at is null ${consentId === null ? tx`` : tx`and c.consent_id = ${consentId}`}
    order by c.recorded_at, c.consent_id`;
}

/** One word taken back, with the consents that it ends. */
export interface Withdrawing extends Withdrawal {
  readonly withdrawalId: string;
  readonly partnerId: string;
  readonly at: Instant;
  readonly by: string;
  readonly why: string | null;
  readonly consentIds: readonly string[];
}

export async function addWithdrawal(tx: Tx, withdrawing: Withdrawing): Promise<void> {
  const { customerId, withdrawalId, partnerId, purpose, withdrawnOn, at, by, why, consentIds } = withdrawing;
  await tx`
    insert into assay.consent_withdrawal (customer_id, withdrawal_id, partner_id, purpose, withdrawn_on, withdrawn_at, withdrawn_by, why)
    values (${customerId}, ${withdrawalId}, ${partnerId}, ${purpose}, ${withdrawnOn}, ${at}, ${by}, ${why})`;
  await tx`
    update assay.consent set withdrawn_at = ${at}, withdrawn_by = ${by}, withdrawn_why = ${why}
    where customer_id = ${customerId} and consent_id = any(${consentIds as string[]}::uuid[])`;
}

/** What came of a spot check; false where it is not queued any more. */
export async function keepCheck(
  tx: Tx,
  { customerId, consentId }: Pick<Consent, 'customerId' | 'consentId'>,
  { result, at, by, why }: { result: Check; at: Instant; by: string; why: string },
): Promise<boolean> {
  const kept = await tx`
    update assay.consent set spot_check = ${result}, checked_at = ${at}, checked_by = ${by}, checked_why = ${why}
    where customer_id = ${customerId} and consent_id = ${consentId} and spot_check = 'queued' returning consent_id`;
  return kept.length > 0;
}

/** What is looked for among consents; what is null does not matter. */
export interface Sought {
  readonly partnerId: string | null;
  readonly customerId: string | null;
  readonly check: Check | null;
  /** Filed by the partner itself, in this time and under this key; what is null does not matter. `until` is excluded. */
  readonly filed?: { readonly kid: string | null; readonly from: Instant | null; readonly until: Instant | null } | undefined;
}

/** Consents in the order of their recording, behind one: the newest first, or, of a queue, the oldest. */
export async function pageConsents(
  db: Db,
  { partnerId, customerId, check, filed }: Sought,
  { after, most, oldest = false }: { after: { recordedAt: Instant; consentId: string } | undefined; most: number; oldest?: boolean },
): Promise<ConsentRow[]> {
  const beyond =
    after &&
    (oldest
      ? db`and (c.recorded_at, c.consent_id) > (${after.recordedAt}, ${after.consentId})`
      : db`and (c.recorded_at, c.consent_id) < (${after.recordedAt}, ${after.consentId})`);
  return await db<ConsentRow[]>`
    select ${columns(db)} from assay.consent c
    where true ${partnerId === null ? db`` : db`and c.partner_id = ${partnerId}`} ${customerId === null ? db`` : db`and c.customer_id = ${customerId}`}
      ${check === null ? db`` : db`and c.spot_check = ${check}`} ${filed ? filedSql(db, filed) : db``} ${beyond ?? db``}
    order by ${oldest ? db`c.recorded_at, c.consent_id` : db`c.recorded_at desc, c.consent_id desc`} limit ${most}`;
}

const filedSql = (db: Db, { kid, from, until }: NonNullable<Sought['filed']>) => db`
  and c.given_by = 'partner' ${kid === null ? db`` : db`and c.kid = ${kid}`}
  ${from === null ? db`` : db`and c.recorded_at >= ${from}`} ${until === null ? db`` : db`and c.recorded_at < ${until}`}`;

/** The newest consents of customers, behind one; `most` of each. */
export async function consentsOf(
  db: Db,
  customerIds: readonly string[],
  { after, most }: { after: { recordedAt: Instant; consentId: string } | null; most: number },
): Promise<Map<string, ConsentRow[]>> {
  const rows = await db<ConsentRow[]>`
    select c.* from unnest(${customerIds as string[]}::uuid[]) as asked (customer_id) cross join lateral (
      select ${columns(db)} from assay.consent c
      where c.customer_id = asked.customer_id ${after ? db`and (c.recorded_at, c.consent_id) < (${after.recordedAt}, ${after.consentId})` : db``}
      order by c.recorded_at desc, c.consent_id desc limit ${most}
    ) as c`;
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** What a partner calls a customer; hash: our own of the identifier that it stands for. */
export interface SubjectRow {
  readonly partnerId: string;
  readonly kind: string;
  readonly name: Uint8Array;
  readonly customerId: string;
  readonly hash: Uint8Array | null;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export async function addSubjects(tx: Tx, rows: readonly SubjectRow[]): Promise<void> {
  const texts = (of: (row: SubjectRow) => string | null) => rows.map(of) as string[];
  await tx`
    insert into assay.consent_directory (partner_id, kind, name, customer_id, hash)
    select partner_id, kind, decode(name, 'hex'), customer_id, decode(hash, 'hex')
    from unnest(${texts(({ partnerId }) => partnerId)}::uuid[], ${texts(({ kind }) => kind)}::text[], ${texts(({ name }) => hex(name))}::text[],
      ${texts(({ customerId }) => customerId)}::uuid[], ${texts(({ hash }) => hash && hex(hash))}::text[]) as s (partner_id, kind, name, customer_id, hash)
    on conflict do nothing`;
}

/** Takes names out of the directory by the identifier that they stand for. */
export async function dropSubjects(tx: Tx, rows: readonly Pick<SubjectRow, 'partnerId' | 'kind' | 'name' | 'customerId'>[]): Promise<void> {
  await tx`
    delete from assay.consent_directory s
    using unnest(${rows.map(({ partnerId }) => partnerId)}::uuid[], ${rows.map(({ kind }) => kind)}::text[], ${rows.map(({ name }) => hex(name))}::text[],
      ${rows.map(({ customerId }) => customerId)}::uuid[]) as gone (partner_id, kind, name, customer_id)
    where s.partner_id = gone.partner_id and s.kind = gone.kind and s.name = decode(gone.name, 'hex') and s.customer_id = gone.customer_id`;
}

/** The names in the directory of these customers. */
export async function subjectsOf(db: Db, customerIds: readonly string[]): Promise<SubjectRow[]> {
  return await db<SubjectRow[]>`
    select partner_id as "partnerId", kind, name, customer_id as "customerId", hash from assay.consent_directory where customer_id = any(${customerIds as string[]}::uuid[])`;
}

/** The customers that partners call so, one row for each that is: kind and name as they were asked for. */
export async function customersNamed(
  db: Db,
  partnerId: string,
  names: readonly { readonly kind: string; readonly name: Uint8Array }[],
): Promise<{ kind: string; name: Uint8Array; customerId: string }[]> {
  return await db<{ kind: string; name: Uint8Array; customerId: string }[]>`
    select s.kind, s.name, s.customer_id as "customerId"
    from unnest(${names.map(({ kind }) => kind)}::text[], ${names.map(({ name }) => hex(name))}::text[]) as asked (kind, name)
    join assay.consent_directory s on s.partner_id = ${partnerId} and s.kind = asked.kind and s.name = decode(asked.name, 'hex')`;
}

export const hasConsents = async (db: Db): Promise<boolean> => (await db`select from assay.consent limit 1`).length > 0;

/** Customers with a consent, behind one or out of some, in the order of ids, each with the partners it is for. */
export async function consenting(
  db: Db,
  sought: { after: string | null; most: number } | readonly string[],
): Promise<{ customerId: string; partnerIds: string[] }[]> {
  const picked =
    'after' in sought ? (sought.after === null ? db`true` : db`customer_id > ${sought.after}`) : db`customer_id = any(${sought as string[]}::uuid[])`;
  return await db<{ customerId: string; partnerIds: string[] }[]>`
    select customer_id as "customerId", array_agg(distinct partner_id) as "partnerIds" from assay.consent where ${picked}
    group by customer_id order by customer_id ${'after' in sought ? db`limit ${sought.most}` : db``}`;
}

/** Forgets customers: nothing remains of what they consented to. */
export async function forgetConsents(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await tx`delete from assay.consent where customer_id = any(${customerIds as string[]}::uuid[])`;
  await tx`delete from assay.consent_withdrawal where customer_id = any(${customerIds as string[]}::uuid[])`;
  await tx`delete from assay.consent_directory where customer_id = any(${customerIds as string[]}::uuid[])`;
}
