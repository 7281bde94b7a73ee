import type { Day, Instant } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import type { Price } from './statement.ts';
import type { UsedDay } from './usage.ts';

/** What a partner used up of the days from one to another, both included; days on which it asked nothing are absent. */
export async function usedDays(db: Db, partnerId: string, from: Day, until: Day): Promise<UsedDay[]> {
  return await db<UsedDay[]>`
    select day, inquiries, refused, burst, burst_at as "burstAt" from assay.partner_usage
    where partner_id = ${partnerId} and day between ${from} and ${until} order by day`;
}

/** When days of the company begin. */
export async function beginnings(db: Db, days: readonly Day[]): Promise<Instant[]> {
  const found = await db<{ at: Instant }[]>`
    select (d.day::timestamp at time zone (select value #>> '{}' from assay.setting where name = 'timeZone')) as at
    from unnest(${days as string[]}::date[]) with ordinality as d (day, place) order by place`;
  return found.map(({ at }) => at);
}

/** Prices of all versions of a partner's agreement, by digest. */
export async function pricesOf(db: Db, partnerId: string): Promise<Map<string, Price>> {
  const found = await db<(Price & { digest: string })[]>`
    select digest, (document #>> '{price,inquiryMinor}')::bigint as "inquiryMinor", document #>> '{price,currency}' as currency, number
    from assay.agreement_version where partner_id = ${partnerId}`;
  return new Map(found.map(({ digest, ...price }) => [digest, price]));
}
