import type { Instant } from '../base/time.ts';
import type { Db, Tx } from '../db/client.ts';
import { type Kept, personOf, type State, type Submitted, type Vote } from './approval.ts';

const columns = (db: Db) => db`
  a.approval_id as "approvalId", a.kind, a.subject_id as "subjectId", a.digest, a.title, a.detail, a.author, a.submitter, a.why, a.submitted_at as "submittedAt",
  a.needed, a.approvers, a.deadline, a.state, a.decided_at as "decidedAt", coalesce((
    select jsonb_agg(jsonb_build_object('who', v.who, 'choice', v.choice, 'digest', v.digest, 'comment', v.comment,
      'at', to_char(v.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by v.at, v.person)
    from assay.approval_vote v where v.approval_id = a.approval_id), '[]') as votes`;

/** The request of an id, for nobody else to change until the commit; nothing without one. */
export async function claim(tx: Tx, approvalId: string): Promise<Kept | undefined> {
  // Votes are read by a statement of their own: it sees those of whoever held the request until now.
  await tx`select from assay.approval where approval_id = ${approvalId} for update`;
  return (await approvalsById(tx, [approvalId])).get(approvalId);
}

/** The request about a thing that nobody decided yet, also past its deadline, claimed; submitters of one thing take turns. */
export async function claimPending(tx: Tx, kind: string, subjectId: string): Promise<Kept | undefined> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`approval ${kind} ${subjectId}`}, 0))`;
  const [row] = await tx<{ approvalId: string }[]>`
    select approval_id as "approvalId" from assay.approval where kind = ${kind} and subject_id = ${subjectId} and state = 'submitted' for update`;
  return row && (await approvalsById(tx, [row.approvalId])).get(row.approvalId);
}

export async function addApproval(tx: Tx, asked: Submitted): Promise<void> {
  const { approvalId, kind, subjectId, digest, title, detail, author, submitter, why, submittedAt, needed, approvers, deadline, state } = asked;
  await tx`
    insert into assay.approval (approval_id, kind, subject_id, digest, title, detail, author, submitter, why, submitted_at, needed, approvers, deadline, state)
    values (${approvalId}, ${kind}, ${subjectId}, ${digest}, ${tx.json(title)}, ${tx.json(detail as never)}, ${author}, ${submitter}, ${why}, ${submittedAt},
      ${needed}, ${approvers as string[] | null}, ${deadline}, ${state})`;
}

/** Keeps the state a request came to, and with whom and until when it is. */
export async function keepState(tx: Tx, kept: Kept): Promise<void> {
  const decidedAt = 'decidedAt' in kept ? kept.decidedAt : null;
  await tx`
    update assay.approval set state = ${kept.state}, decided_at = ${decidedAt}, approvers = ${kept.approvers as string[] | null}, deadline = ${kept.deadline}
    where approval_id = ${kept.approvalId}`;
}

export async function addVote(tx: Tx, approvalId: string, { who, choice, digest, comment, at }: Vote): Promise<void> {
  await tx`
    insert into assay.approval_vote (approval_id, person, who, choice, digest, comment, at)
    values (${approvalId}, ${personOf(who)}, ${who}, ${choice}, ${digest}, ${comment}, ${at})`;
}

/** Requests by id. Whether one that is kept as submitted has expired, `asOf` says. */
export async function approvalsById(db: Db, ids: readonly string[]): Promise<Map<string, Kept>> {
  const rows = await db<Kept[]>`select ${columns(db)} from assay.approval a where a.approval_id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.approvalId, row]));
}

/** The newest request about each of these things of a kind, by the thing; a thing nobody asked about is absent. */
export async function latestOf(db: Db, kind: string, subjectIds: readonly string[]): Promise<Map<string, Kept>> {
  const rows = await db<Kept[]>`
    select ${columns(db)} from assay.approval a where a.approval_id in (
      select distinct on (subject_id) approval_id from assay.approval where kind = ${kind} and subject_id = any(${subjectIds as string[]}::text[])
      order by subject_id, approval_id desc)`;
  return new Map(rows.map((row) => [row.subjectId, row]));
}

/** What the inbox of a person holds: requests of these kinds, and whatever he submitted or wrote. What is null does not matter. */
export interface Sought {
  readonly kinds: readonly string[];
  readonly who: string;
  readonly kind: string | null;
  readonly state: State | null;
  readonly at: Instant;
}

/** Requests newest first, behind one. */
export async function pageApprovals(db: Db, { kinds, who, kind, state, at }: Sought, after: string | undefined, most: number): Promise<Kept[]> {
  const inState = {
    submitted: db`a.state = 'submitted' and a.deadline >= ${at}`,
    expired: db`(a.state = 'expired' or (a.state = 'submitted' and a.deadline < ${at}))`,
  };
  return await db<Kept[]>`
    select ${columns(db)} from assay.approval a
    where (a.kind = any(${kinds as string[]}::text[]) or a.submitter = ${who} or a.author = ${who})
      ${kind === null ? db`` : db`and a.kind = ${kind}`}
      ${state === null ? db`` : db`and ${state === 'submitted' || state === 'expired' ? inState[state] : db`a.state = ${state}`}`}
      ${after === undefined ? db`` : db`and a.approval_id < ${after}`}
    order by a.approval_id desc limit ${most}`;
}
