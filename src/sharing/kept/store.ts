import type { Db } from '../../db/client.ts';

/** A row of the ledger as it lies: what was told of a customer by an entry of its partner's audit. */
export interface KeptRow {
  readonly customerId: string;
  readonly partnerId: string;
  readonly seq: number;
  readonly at: string;
  readonly purpose: string;
  readonly outcome: string;
  readonly consentId: string;
  readonly agreement: string;
  readonly fields: string;
  readonly kid: string;
  readonly ratingId: string | null;
  readonly gradeId: string | null;
  readonly report: string | null;
}

/** All rows in the order of their index, behind one. */
export async function rowsAfter(db: Db, after: KeptRow | undefined, most: number): Promise<KeptRow[]> {
  const behind = after
    ? db`where (partner_id, at, seq) >= (${after.partnerId}, ${after.at}, ${after.seq})
        and (partner_id, at, seq, customer_id) > (${after.partnerId}, ${after.at}, ${after.seq}, ${after.customerId})`
    : db``;
  return await db<KeptRow[]>`
    select customer_id as "customerId", partner_id as "partnerId", seq, at, purpose, outcome, consent_id as "consentId", agreement, fields, kid,
      rating_id as "ratingId", grade_id as "gradeId", report
    from assay.disclosure ${behind} order by partner_id, at, seq, customer_id limit ${most}`;
}

/** The consents by which something was told at these places of a partner's audit. */
export async function consentsAt(
  db: Db,
  partnerId: string,
  places: readonly { readonly seq: number; readonly at: string }[],
): Promise<{ seq: number; consentId: string }[]> {
  return await db<{ seq: number; consentId: string }[]>`
    select d.seq, d.consent_id as "consentId" from unnest(${places.map(({ at }) => at)}::timestamptz[], ${places.map(({ seq }) => seq)}::bigint[]) as place (at, seq)
    join assay.disclosure d on d.partner_id = ${partnerId} and d.at = place.at and d.seq = place.seq`;
}

/** The lists of fields by the digests they are kept under. */
export async function fieldLists(db: Db): Promise<Map<string, string[]>> {
  const rows = await db<{ digest: string; fields: string[] }[]>`select digest, fields from assay.field_list order by digest`;
  return new Map(rows.map(({ digest, fields }) => [digest, fields]));
}
