import { linesAfter, streamsOf } from '../../../src/audit/chain/store.ts';
import { Chain } from '../../../src/cli/proof.ts';
import type { Sql } from '../../../src/db/client.ts';

const page = 5_000;

/** Refuses figures of inquiries that were not all answered and put on record: how many entries there are, in a chain that is whole. */
export async function checkAudit(sql: Sql, partnerId: string): Promise<number> {
  const chain = new Chain(partnerId, []);
  for (let [seq, isMore] = [0, true]; isMore; ) {
    const { lines, last } = await linesAfter(sql, partnerId, seq, Number.MAX_SAFE_INTEGER, page);
    for (const line of lines) chain.take(line);
    [seq, isMore] = [last, lines.length === page];
  }
  const head = (await streamsOf(sql)).find(({ stream }) => stream === partnerId)?.head;
  const altered = chain.end(head);
  if (altered.length > 0) throw new Error(`the audit of the run is not whole: ${JSON.stringify(altered.slice(0, 3))}`);
  const [row] = await sql<{ other: number }[]>`
    select count(*)::int as other from assay.audit_entry cross join lateral jsonb_array_elements(body->'inquiries') as inquiry
    where stream = ${partnerId} and inquiry->>'outcome' <> 'answered'`;
  if (row?.other !== 0) throw new Error(`${row?.other} inquiries were not answered`);
  return chain.entries;
}
