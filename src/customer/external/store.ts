import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';

/**
 * How an agency rated customers on one of its scales, as of a day: of each the latest rating that was available by then and
 * was still valid; of several of one day the last in the order of words.
 */
export async function externalGrades(db: Db, agency: string, scale: string, asOf: Day): Promise<Map<string, string>> {
  const rows = await db<{ customerId: string; grade: string; valid: boolean }[]>`
    select distinct on (customer_id) customer_id as "customerId", grade, coalesce(valid_until >= ${asOf}, true) as valid from assay.external_rating
    where agency = ${agency} and scale = ${scale} and rated_on <= ${asOf} and available_on <= ${asOf}
    order by customer_id, rated_on desc, grade collate "C" desc`;
  return new Map(rows.flatMap(({ customerId, grade, valid }) => (valid ? [[customerId, grade] as const] : [])));
}
