import { type Params, type Problem, problems } from '../base/problem.ts';

const general = [
  'APPROVAL_APPROVERS_FEW',
  'APPROVAL_APPROVERS_MANY',
  'APPROVAL_AUTHOR_CANNOT_APPROVE',
  'APPROVAL_COMMENT_LONG',
  'APPROVAL_COMMENT_MISSING',
  'APPROVAL_DEADLINE_EARLY',
  'APPROVAL_DEADLINE_FAR',
  'APPROVAL_DEADLINE_PASSED',
  'APPROVAL_DECIDED',
  'APPROVAL_DIGEST_CHANGED',
  'APPROVAL_NEEDED_RANGE',
  'APPROVAL_NOT_APPROVER',
  'APPROVAL_NOT_SUBMITTER',
  'APPROVAL_PENDING',
  'APPROVAL_PERSON_MISSING',
  'APPROVAL_SCOPE_MISSING',
  'APPROVAL_SUBMITTER_CANNOT_APPROVE',
  'APPROVAL_UNKNOWN',
  'APPROVAL_VOTED',
] as const;
/** Kinds of requests that have words of their own for a reason: the kind, then the reason. */
const own = [
  'RULESET_AUTHOR_CANNOT_APPROVE',
  'RULESET_DEADLINE_PASSED',
  'RULESET_DECIDED',
  'RULESET_DIGEST_CHANGED',
  'RULESET_PENDING',
  'RULESET_SUBMITTER_CANNOT_APPROVE',
] as const;

const problem = problems(...general, ...own);

/** Why something cannot be done with a request. */
export type Reason = (typeof general)[number] extends infer Code ? (Code extends `APPROVAL_${infer Rest}` ? Rest : never) : never;

/** The refusal of a reason, in the words of the kind where it has its own: RULESET_DIGEST_CHANGED, otherwise APPROVAL_DIGEST_CHANGED. */
export function refusal(reason: Reason, { kind, ...params }: Params & { kind: string }, where: { path?: string } = {}): Problem {
  const special = own.find((code) => code === `${kind.toUpperCase()}_${reason}`);
  return problem(special ?? `APPROVAL_${reason}`, { kind, ...params }, where);
}
