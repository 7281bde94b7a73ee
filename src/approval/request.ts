import { encodeId } from '../base/id.ts';
import type { Language } from '../base/text.ts';
import type { Instant } from '../base/time.ts';
import { asOf, barred, type Kept, type State } from './approval.ts';
import type { Acting, Handlers } from './handler.ts';
import { approvalPrefix } from './record.ts';

/** A request as the graph shows it. */
export interface PublishedApproval {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly subjectId: string;
  readonly digest: string;
  readonly author: string;
  readonly submitter: string;
  readonly submittedAt: Instant;
  readonly why: string;
  readonly needed: number;
  readonly approvers: readonly string[] | null;
  readonly deadline: Instant;
  readonly state: State;
  readonly decidedAt: Instant | null;
  readonly votes: Kept['votes'];
  readonly mayDecide: boolean;
}

/** The kinds of requests a person may decide on. */
export const kindsOf = (handlers: Handlers, { holds }: Acting): string[] =>
  Object.entries(handlers).flatMap(([kind, { scope }]) => (holds('approval.decide') && holds(scope) ? [kind] : []));

/** A request as it is for whoever asks, who may decide on these kinds. */
export function publish(kept: Kept, { who, at }: Acting, kinds: readonly string[], language: Language): PublishedApproval {
  const { approvalId, title, detail: _, state: __, ...request } = asOf(kept, at);
  const { state } = asOf(kept, at);
  return {
    ...request,
    id: encodeId(approvalPrefix, approvalId),
    title: title[language],
    state,
    decidedAt: 'decidedAt' in kept ? kept.decidedAt : null,
    mayDecide: state === 'submitted' && kinds.includes(kept.kind) && barred(kept, who) === undefined,
  };
}
