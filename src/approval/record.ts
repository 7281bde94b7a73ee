import type { Entry } from '../audit/entry.ts';
import { encodeId } from '../base/id.ts';
import type { Instant } from '../base/time.ts';
import type { Kept } from './approval.ts';

/** Prefix of a request's id outside. */
export const approvalPrefix = 'apr';

/** What the log says of a step that a person did to a request. */
export function recordOf(verb: string, kept: Kept, { who, why, at }: { who: string; why: string; at: Instant }): Entry {
  const { kind, subjectId, digest, state, needed, approvers, deadline, votes } = kept;
  const approvals = votes.filter(({ choice }) => choice === 'approve').length;
  const detail = { approval: encodeId(approvalPrefix, kept.approvalId), state, approvals, needed, approvers, deadline };
  return { at, who, what: `approval.${verb}`, kind, subjectId, why, digest, detail };
}
