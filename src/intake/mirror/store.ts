import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import type { Target } from '../target.ts';

/** Of facts that stand under both parties: the second rows that are there no more, since the first names nobody. */
const aloneOf = (stage: string): string => `${stage}_alone`;

/** Takes the second rows without an owner out of the staging table: they say that none is to be there. */
export async function takeAlone(tx: Tx, { stage, fact }: Target): Promise<void> {
  if (!fact.mirror) return;
  await tx`create temp table ${tx(aloneOf(stage))} on commit drop as select row, key from ${tx(stage)} where owner is null`;
  await tx`delete from ${tx(stage)} where owner is null`;
}

/** Supersedes the second rows of facts that named a party before and name none now, where the first row is accepted. */
export async function closeAlone(tx: Tx, { stage, table, fact, columns }: Target, recordedAt: Instant): Promise<void> {
  if (!fact.mirror) return;
  const own = ['customer_id', 'key', ...columns, 'source', 'content_hash', 'available_on', 'available_assumed', 'recorded_at'].join(', ');
  await tx`
    with gone as (
      delete from ${tx(table)} t using ${tx(aloneOf(stage))} a
      where t.key = a.key and exists (select from ${tx(stage)} s where s.row = a.row - 1) returning t.*
    )
    insert into ${tx(`${table}_history`)} (${tx.unsafe(own)}, superseded_at) select ${tx.unsafe(own)}, ${recordedAt} from gone`;
}
