import type { Instant } from '../base/time.ts';
import type { Db, Tx } from './client.ts';

/** The advisory lock *facts*: whoever writes facts holds it to the commit, so recordedAt order is commit order. */
const lock = 0x66616374;
const epoch: Instant = '1970-01-01T00:00:00.000Z';

/** Waits until nobody else writes facts; then nobody does to the end of this transaction. */
export async function lockFacts(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(${lock})`;
}

/** The one recordedAt of this transaction: later than every earlier one, and, unless the clock steps back, than every knownAt read so far. */
export async function takeRecordedAt(tx: Tx): Promise<Instant> {
  await lockFacts(tx);
  const [row] = await tx<{ recordedAt: Instant }[]>`
    insert into assay.fact_clock as clock (one, recorded_at)
    values (1, date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond')
    on conflict (one) do update set recorded_at = greatest(excluded.recorded_at, clock.recorded_at + interval '1 millisecond')
    returning recorded_at as "recordedAt"`;
  return row?.recordedAt ?? epoch;
}

/** Whether nobody else writes facts now; then nobody does to the end of this transaction. */
export async function claimFacts(tx: Tx): Promise<boolean> {
  const [row] = await tx<{ ours: boolean }[]>`select pg_try_advisory_xact_lock(${lock}) as ours`;
  return row?.ours === true;
}

/**
 * The latest instant whose facts are all committed: now, or the last recordedAt while a writer is at work.
 * No later commit is recorded at or before it.
 */
export async function readKnownAt(sql: Db): Promise<Instant> {
  const [row] = await sql<{ knownAt: Instant }[]>`
    select case when pg_try_advisory_xact_lock_shared(${lock}) then greatest(date_trunc('milliseconds', clock_timestamp()), last.at) else last.at end as "knownAt"
    from (select coalesce(max(recorded_at), ${epoch}::timestamptz) as at from assay.fact_clock) last`;
  return row?.knownAt ?? epoch;
}
