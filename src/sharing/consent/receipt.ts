import { encodeId } from '../../base/id.ts';
import type { Instant } from '../../base/time.ts';
import { type ConsentRow, consentPrefix } from './consent.ts';

/** What the header of a receipt calls it. */
export const receiptTyp = 'consent-receipt+jwt';

const secondsOf = (at: Instant): number => Math.floor(Date.parse(at) / 1000);

/**
 * What a receipt says: what was consented to, and what became of it. Whose consent it is stands in our records under `jti` alone, so that
 * whoever is shown the receipt learns no name, number or id by which several could find out that they speak of one person.
 */
export function receiptOf(row: ConsentRow): object {
  const failedAt = row.spotCheck === 'failed' ? row.checkedAt : null;
  const last = [row.recordedAt, row.withdrawnAt, failedAt]
    .flatMap((at) => at ?? [])
    .sort()
    .at(-1) as Instant;
  return {
    jti: encodeId(consentPrefix, row.consentId),
    iat: secondsOf(last),
    partner: row.partner,
    partner_title: row.partnerTitle,
    purpose: row.purpose,
    scopes: row.scopes,
    text_version: row.textVersion,
    language: row.language,
    way: row.givenBy,
    given_on: row.givenOn,
    valid_from: row.validFrom,
    valid_until: row.validUntil,
    recorded_at: row.recordedAt,
    withdrawn_at: row.withdrawnAt,
    failed_at: failedAt,
  };
}
