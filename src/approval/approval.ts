import { limits } from '../base/limits.ts';
import type { Text } from '../base/text.ts';
import type { Instant } from '../base/time.ts';
import { type Reason, refusal } from './errors.ts';

/** A thing in exactly one form, before anybody is asked to approve it. */
export interface Draft {
  readonly state: 'draft';
  /** What kind of request it is: `ruleset`, `override`. */
  readonly kind: string;
  /** The thing as it is called outside. */
  readonly subjectId: string;
  /** Of the thing in this form: another form is another draft, and nobody has approved it. */
  readonly digest: string;
  readonly author: string;
  /** What is asked for, in a line. */
  readonly title: Text;
  /** What the effect needs to know beside the thing itself. */
  readonly detail: object;
}

export interface Vote {
  readonly who: string;
  readonly choice: 'approve' | 'refuse';
  /** The digest the person saw. */
  readonly digest: string;
  readonly comment: string;
  readonly at: Instant;
}

/** What stays the same in every state once somebody asked. */
export interface Asked extends Omit<Draft, 'state'> {
  readonly approvalId: string;
  readonly submitter: string;
  readonly submittedAt: Instant;
  readonly why: string;
  /** So many persons must approve. */
  readonly needed: number;
  /** The persons who may decide; null: whoever holds the scope of the kind. */
  readonly approvers: readonly string[] | null;
  /** A vote may still arrive at this instant. */
  readonly deadline: Instant;
  readonly votes: readonly Vote[];
}

export type Submitted = Asked & { readonly state: 'submitted' };
/** expired: nobody decided in time; the submitter may still set another deadline, withdraw, or submit again. */
export type Expired = Asked & { readonly state: 'expired' };
export type Ended<State extends 'approved' | 'refused' | 'withdrawn' = 'approved' | 'refused' | 'withdrawn'> = State extends unknown
  ? Asked & { readonly state: State; readonly decidedAt: Instant }
  : never;
/** What stands in the tables. A request past its deadline is still kept as submitted, unless another took its place. */
export type Kept = Submitted | Expired | Ended;

export const states = ['submitted', 'approved', 'refused', 'withdrawn', 'expired'] as const;
export type State = (typeof states)[number];

/** Two spellings of one name are one person: width, case, blanks, and what nobody sees. */
export const personOf = (name: string): string => name.normalize('NFKC').replace(invisible, '').replace(/\s+/gu, ' ').trim().toLowerCase();
const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const same = (a: string, b: string): boolean => personOf(a) === personOf(b);

/** The request as it is at an instant. */
export const asOf = (kept: Kept, at: Instant): Kept => (kept.state === 'submitted' && at > kept.deadline ? { ...kept, state: 'expired' } : kept);

export interface Submission {
  readonly approvalId: string;
  readonly submitter: string;
  readonly why: string;
  readonly needed: number;
  readonly approvers: readonly string[] | null;
  readonly deadline: Instant;
}

/** Asks for approval of a draft. */
export function submitted({ state: _, ...thing }: Draft, asked: Submission, at: Instant): Submitted {
  const request: Submitted = { ...thing, ...asked, why: commented(thing.kind, asked.why), submittedAt: at, votes: [], state: 'submitted' };
  const { kind, author, submitter, needed } = request;
  for (const who of [author, submitter]) if (personOf(who) === '') throw refusal('PERSON_MISSING', { kind });
  if (!Number.isInteger(needed) || needed < 1 || needed > limits.approvalsNeeded)
    throw refusal('NEEDED_RANGE', { kind, needed, most: limits.approvalsNeeded }, { path: 'needed' });
  return reachable(timely(request, at));
}

export interface Ballot {
  readonly who: string;
  readonly choice: Vote['choice'];
  /** The digest the voter saw. */
  readonly digest: string;
  readonly comment: string;
}

/**
 * Counts a vote: with the last approval needed the request is approved, with one refusal refused. `digest` is that of the
 * thing as it is now. Nobody decides on what he wrote or submitted, twice, too late, or on a form that he did not see.
 */
export function voted(
  kept: Kept,
  ballot: Ballot,
  now: { readonly at: Instant; readonly digest: string | undefined },
): Submitted | Ended<'approved' | 'refused'> {
  const request = open(kept, now.at);
  const { who, choice, digest } = ballot;
  const reason = barred(request, who);
  if (reason) throw refusal(reason, { kind: request.kind, who });
  if (digest !== request.digest || now.digest !== request.digest) throw changed(request, digest);
  const comment = commented(request.kind, ballot.comment);
  const after: Submitted = { ...request, votes: [...request.votes, { who, choice, digest, comment, at: now.at }] };
  if (choice === 'refuse') return { ...after, state: 'refused', decidedAt: now.at };
  return after.votes.length < after.needed ? after : { ...after, state: 'approved', decidedAt: now.at };
}

/** Why a person may not decide on a request that is open; nothing when he may. */
export function barred(request: Asked, who: string): Reason | undefined {
  const { author, submitter, approvers, votes } = request;
  if (personOf(who) === '') return 'PERSON_MISSING';
  if (same(who, author)) return 'AUTHOR_CANNOT_APPROVE';
  if (same(who, submitter)) return 'SUBMITTER_CANNOT_APPROVE';
  if (approvers && !approvers.some((name) => same(name, who))) return 'NOT_APPROVER';
  return votes.some((vote) => same(vote.who, who)) ? 'VOTED' : undefined;
}

/** What the submitter does to his own request: which form he saw, and why. */
export interface Change {
  readonly who: string;
  readonly digest: string;
  readonly comment: string;
}

/** Takes a request back that nobody decided, also past its deadline. */
export function withdrawn(kept: Kept, change: Change, at: Instant): Ended<'withdrawn'> {
  const request = owned(kept, change, at);
  return { ...request, state: 'withdrawn', decidedAt: at };
}

/** Names other approvers and sets another deadline, also past the old one. Votes that were given stay: they are on the same digest. */
export function reassigned(kept: Kept, change: Change & Pick<Submission, 'approvers' | 'deadline'>, at: Instant): Submitted {
  const { approvers, deadline } = change;
  return reachable(timely({ ...owned(kept, change, at), approvers, deadline, state: 'submitted' }, at));
}

function owned(kept: Kept, { who, digest, comment }: Change, at: Instant): Submitted | Expired {
  const request = undecided(kept, at);
  if (!same(who, request.submitter)) throw refusal('NOT_SUBMITTER', { kind: request.kind, who });
  if (digest !== request.digest) throw changed(request, digest);
  commented(request.kind, comment);
  return request;
}

function open(kept: Kept, at: Instant): Submitted {
  const request = undecided(kept, at);
  if (request.state === 'submitted') return request;
  throw refusal('DEADLINE_PASSED', { kind: request.kind, deadline: request.deadline, submitter: request.submitter });
}

/** One that another took the place of is as good as decided. */
function undecided(kept: Kept, at: Instant): Submitted | Expired {
  const request = asOf(kept, at);
  if (kept.state !== 'submitted' || (request.state !== 'submitted' && request.state !== 'expired'))
    throw refusal('DECIDED', { kind: request.kind, state: request.state });
  return request;
}

const changed = ({ kind, digest }: Asked, seen: string): Error => refusal('DIGEST_CHANGED', { kind, seen, digest }, { path: 'digest' });

/** The comment without blanks around it. */
function commented(kind: string, comment: string): string {
  const text = comment.trim();
  const most = limits.approvalCommentCharacters;
  if (text === '') throw refusal('COMMENT_MISSING', { kind }, { path: 'comment' });
  if (text.length > most) throw refusal('COMMENT_LONG', { kind, actual: text.length, most }, { path: 'comment' });
  return text;
}

function timely(request: Submitted, at: Instant): Submitted {
  const { kind, deadline } = request;
  const latest = daysLater(at, limits.approvalDaysMax);
  if (deadline <= at) throw refusal('DEADLINE_EARLY', { kind, deadline }, { path: 'deadline' });
  if (deadline > latest) throw refusal('DEADLINE_FAR', { kind, deadline, latest }, { path: 'deadline' });
  return request;
}

/** Refused where too many persons are named, or those without author and submitter are too few to give what is still needed. */
function reachable(request: Submitted): Submitted {
  const { kind, approvers, votes, needed } = request;
  const most = limits.approversNamed;
  if (approvers && approvers.length > most) throw refusal('APPROVERS_MANY', { kind, actual: approvers.length, most }, { path: 'approvers' });
  const able = new Set((approvers ?? []).filter((name) => barred(request, name) === undefined).map(personOf)).size;
  if (approvers && able + votes.length < needed) throw refusal('APPROVERS_FEW', { kind, able: able + votes.length, needed }, { path: 'approvers' });
  return request;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;
/** The instant so many days of 24 hours later. */
export const daysLater = (at: Instant, days: number): Instant => new Date(Date.parse(at) + days * dayMilliseconds).toISOString();
