import type { Day, Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import type { SpokenOver } from '../decision/given.ts';
import { itself, subjectName } from '../subject.ts';
import type { Begun } from '../tally/tally.ts';
import type { Asked, OverrideRow, State } from './override.ts';

const columns = (db: Db) => db`
  customer_id as "customerId", override_id as "overrideId", subject_id as "subjectId", dimension, grade, cause, why, expires_on as "expiresOn",
  asked_by as "askedBy", asked_at as "askedAt", rating_id as "ratingId", computed, version, notches, state, approval_id as "approvalId", decided_by as "decidedBy",
  decided_at as "decidedAt", from_on as "fromOn", begun_at as "begunAt", ended_on as "endedOn", ended_at as "endedAt", ended_by as "endedBy", ended_why as "endedWhy"`;

/** Whose grade. */
export type Whose = Pick<Asked, 'customerId' | 'subjectId' | 'dimension'>;

/** The overrides of a subject's grade that wait for a decision or have begun and go on, the oldest first; whoever asks about one subject takes turns. */
export async function claimOpen(tx: Tx, { customerId, subjectId, dimension }: Whose, today: Day): Promise<OverrideRow[]> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`override ${dimension} ${subjectName(customerId, subjectId)}`}, 0))`;
  return await tx<OverrideRow[]>`
    select ${columns(tx)} from assay.override where customer_id = ${customerId} and subject_id = ${subjectId} and dimension = ${dimension}
      and (state = 'asked' or (state = 'begun' and expires_on > ${today})) order by asked_at, override_id for update`;
}

/** The override of an id, for nobody else to change until the commit; nothing without one. */
export async function claim(tx: Tx, customerId: string, overrideId: string): Promise<OverrideRow | undefined> {
  const [row] = await tx<OverrideRow[]>`
    select ${columns(tx)} from assay.override where customer_id = ${customerId} and override_id = ${overrideId} for update`;
  return row;
}

export async function addOverride(tx: Tx, asked: Asked): Promise<void> {
  const { customerId, overrideId, subjectId, dimension, grade, cause, why, expiresOn, askedBy, askedAt, ratingId, computed, version, notches } = asked;
  await tx`
    insert into assay.override (customer_id, override_id, subject_id, dimension, grade, cause, why, expires_on, asked_by, asked_at, rating_id, computed, version, notches, state)
    values (${customerId}, ${overrideId}, ${subjectId}, ${dimension}, ${grade}, ${cause}, ${why}, ${expiresOn}, ${askedBy}, ${askedAt}, ${ratingId}, ${computed}, ${version}, ${notches}, 'asked')`;
}

/** One override, by its key. */
type Key = Pick<Asked, 'customerId' | 'overrideId'>;
const at = (db: Db, { customerId, overrideId }: Key) => db`customer_id = ${customerId} and override_id = ${overrideId}`;

export async function markApproval(tx: Tx, key: Key, approvalId: string): Promise<void> {
  await tx`update assay.override set approval_id = ${approvalId} where ${at(tx, key)}`;
}

export async function markBegun(tx: Tx, key: Key, decided: { by: string; at: Instant }, begun: { on: Day; at: Instant }): Promise<void> {
  await tx`
    update assay.override set state = 'begun', decided_by = ${decided.by}, decided_at = ${decided.at}, from_on = ${begun.on}, begun_at = ${begun.at}
    where ${at(tx, key)}`;
}

/** It never began: refused or withdrawn by a person, or lapsed. */
export async function markClosed(tx: Tx, key: Key, state: 'refused' | 'withdrawn' | 'lapsed', decided: { by: string; at: Instant } | null): Promise<void> {
  // Who closes it because its time is over may meet who approves it in its last moment.
  await tx`
    update assay.override set state = ${state}, decided_by = ${decided?.by ?? null}, decided_at = ${decided?.at ?? null}
    where ${at(tx, key)} and state = 'asked'`;
}

export async function markEnded(tx: Tx, key: Key, ended: { on: Day; at: Instant; by: string; why: string }): Promise<void> {
  await tx`
    update assay.override set state = 'ended', ended_on = ${ended.on}, ended_at = ${ended.at}, ended_by = ${ended.by}, ended_why = ${ended.why}
    where ${at(tx, key)}`;
}

/**
 * The overrides in force as of a day, as known at an instant, under these customers, by subject (`subjectName`): begun by
 * that day, and neither expired nor ended by it; what became known later does not count.
 */
export async function inForce(
  db: Db,
  { dimension, asOf, knownAt }: { dimension: string; asOf: Day; knownAt: Instant },
  customerIds: readonly string[],
): Promise<Map<string, SpokenOver>> {
  const rows = await db<(Required<SpokenOver> & { customerId: string; subjectId: string })[]>`
    select distinct on (customer_id, subject_id) customer_id as "customerId", subject_id as "subjectId", override_id as id, grade, cause, notches from assay.override
    where dimension = ${dimension} and customer_id = any(${customerIds as string[]}::uuid[]) and begun_at <= ${knownAt}
      and from_on <= ${asOf} and expires_on > ${asOf} and (ended_at is null or ended_at > ${knownAt} or ended_on > ${asOf})
    order by customer_id, subject_id, begun_at desc`;
  return new Map(rows.map(({ customerId, subjectId, id, grade, cause, notches }) => [subjectName(customerId, subjectId), { id, grade, cause, notches }]));
}

/** What is looked for in the ledger; what is null does not matter. */
export interface Sought {
  readonly dimension: string | null;
  readonly customerId: string | null;
  readonly state: State | null;
  readonly cause: string | null;
  readonly askedBy: string | null;
  readonly today: Day;
}

/** Overrides, the newest asked first, behind one. */
export async function pageOverrides(db: Db, sought: Sought, after: { askedAt: Instant; overrideId: string } | undefined, most: number): Promise<OverrideRow[]> {
  const { dimension, customerId, state, cause, askedBy, today } = sought;
  const inState = {
    in_force: db`state = 'begun' and expires_on > ${today}`,
    expired: db`state = 'begun' and expires_on <= ${today}`,
  };
  return await db<OverrideRow[]>`
    select ${columns(db)} from assay.override
    where true ${dimension === null ? db`` : db`and dimension = ${dimension}`} ${customerId === null ? db`` : db`and customer_id = ${customerId}`}
      ${cause === null ? db`` : db`and cause = ${cause}`} ${askedBy === null ? db`` : db`and asked_by = ${askedBy}`}
      ${state === null ? db`` : db`and ${state === 'in_force' || state === 'expired' ? inState[state] : db`state = ${state}`}`}
      ${after ? db`and (asked_at, override_id) < (${after.askedAt}, ${after.overrideId})` : db``}
    order by asked_at desc, override_id desc limit ${most}`;
}

/** One override, nothing without it. */
export async function overrideById(db: Db, key: Key): Promise<OverrideRow | undefined> {
  const [row] = await db<OverrideRow[]>`select ${columns(db)} from assay.override where ${at(db, key)}`;
  return row;
}

/** Of customers' grades, the overrides that began from one day to another, both included. */
export async function begunBetween(db: Db, dimension: string, from: Day, until: Day): Promise<Begun[]> {
  return await db<Begun[]>`
    select customer_id as "customerId", asked_by as "askedBy", cause, notches, from_on as "fromOn" from assay.override
    where dimension = ${dimension} and subject_id = ${itself} and begun_at is not null and from_on between ${from} and ${until} order by asked_at, override_id`;
}

/** The last rating of everybody as of one of these days, both included: whom it graded. */
export async function lastGraded(db: Db, dimension: string, from: Day, until: Day): Promise<{ asOf: Day; count: number } | undefined> {
  const [row] = await db<{ asOf: Day; count: number }[]>`
    select as_of as "asOf", rated - invalid - outside as count from assay.rating_run
    where dimension = ${dimension} and subject = 'customer' and kind = 'monitoring' and as_of between ${from} and ${until}
      and finished_at is not null and done_until is not null order by as_of desc, finished_at desc limit 1`;
  return row;
}
