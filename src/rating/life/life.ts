import type { Ended, Expired, Kept, Submitted } from '../../approval/approval.ts';
import { limits } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import { problem } from '../errors.ts';
import { type Activation, inForce, type Schedule } from './schedule.ts';

export const lifeStates = ['draft', 'submitted', 'approved', 'active', 'retired'] as const;
export type LifeState = (typeof lifeStates)[number];

/** Nobody was asked to approve it, or who was asked did not: `request` then says how that ended. */
export interface Draft {
  readonly state: 'draft';
  readonly since: Instant;
  readonly request: Ended<'refused' | 'withdrawn'> | Expired | null;
}
export interface Waiting {
  readonly state: 'submitted';
  readonly since: Instant;
  readonly request: Submitted;
}
/** Approved, and not active yet. */
export interface Approved {
  readonly state: 'approved';
  readonly since: Instant;
  readonly request: Ended<'approved'>;
  /** When it is to become active, as far as that was decided. */
  readonly coming: readonly Activation[];
}
/** In force. `request` is null of one that was activated without: the first of its dimension. */
export interface Active {
  readonly state: 'active';
  readonly since: Instant;
  readonly request: Ended<'approved'> | null;
  readonly activation: Activation;
  /** The activation that will end it, where one was decided. */
  readonly until: Activation | null;
}
/** Once active. */
export interface Retired {
  readonly state: 'retired';
  readonly since: Instant;
  readonly request: Ended<'approved'> | null;
  readonly replacedBy: Activation;
  readonly coming: readonly Activation[];
}

/** What a version is by what was decided of it. Nothing of this is kept: it follows from the requests about its digest and from the activations. */
export type Life = Draft | Waiting | Approved | Active | Retired;

/** The life of a version: `request` is the newest about its digest, as it is now; `schedule` that of its dimension and subject. */
export function lifeOf({ digest, addedAt }: { digest: string; addedAt: Instant }, request: Kept | undefined, schedule: Schedule): Life {
  const approved = request?.state === 'approved' ? (request as Ended<'approved'>) : null;
  const own = (each: Activation): boolean => each.digest === digest;
  const [activation, coming] = [inForce(schedule), schedule.coming.filter(own)];
  if (activation && own(activation)) {
    const until = schedule.coming.find((each) => !own(each)) ?? null;
    return { state: 'active', since: activation.activatedAt, request: approved, activation, until };
  }
  const replacedBy = schedule.begun[schedule.begun.findLastIndex(own) + 1];
  if (schedule.begun.some(own) && replacedBy) return { state: 'retired', since: replacedBy.activatedAt, request: approved, replacedBy, coming };
  if (approved) return { state: 'approved', since: approved.decidedAt, request: approved, coming };
  if (request?.state === 'submitted') return { state: 'submitted', since: request.submittedAt, request };
  return { state: 'draft', since: addedAt, request: (request as Draft['request'] | undefined) ?? null };
}

/** Whether a version may become active: approved, or active before. */
export const isActivatable = ({ state }: Life): boolean => state === 'approved' || state === 'active' || state === 'retired';

/** What a person said, without blanks around it. RULESET_COMMENT_MISSING, RULESET_COMMENT_LONG. */
export function commented(comment: string): string {
  const text = comment.trim();
  const most = limits.approvalCommentCharacters;
  if (text === '') throw problem('RULESET_COMMENT_MISSING', {}, { path: 'comment' });
  if (text.length > most) throw problem('RULESET_COMMENT_LONG', { actual: text.length, most }, { path: 'comment' });
  return text;
}
