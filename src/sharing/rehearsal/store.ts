import type { Day, Instant } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';

/** The company's days of instants, in their order. */
export async function daysOf(db: Db, instants: readonly Instant[]): Promise<Day[]> {
  const found = await db<{ day: Day }[]>`
    select (i.at at time zone (select value #>> '{}' from assay.setting where name = 'timeZone'))::date as day
    from unnest(${instants as string[]}::timestamptz[]) with ordinality as i (at, place) order by place`;
  return found.map(({ day }) => day);
}

/** Lists of fields by their digest; one with which nothing was ever told is absent. */
export async function fieldsByDigest(db: Db, digests: readonly string[]): Promise<Map<string, readonly string[]>> {
  const found = await db<
    { digest: string; fields: string[] }[]
  >`select digest, fields from assay.field_list where digest = any(${digests as string[]}::text[])`;
  return new Map(found.map(({ digest, fields }) => [digest, fields]));
}
