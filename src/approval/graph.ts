import { Arg, type ClassType, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { Needs, needsValues } from '../access/scope.ts';
import { limits } from '../base/limits.ts';
import { connectionOf } from '../graphql/connection.ts';
import type { Context } from '../graphql/context.ts';
import type { Connection } from '../graphql/page.ts';
import { RefusalType } from '../graphql/refusal.ts';
import { DateTimeScalar } from '../graphql/scalars.ts';
import { type Answer, answer } from './answer.ts';
import { type State, states, type Vote } from './approval.ts';
import { find } from './find.ts';
import type { Handlers } from './handler.ts';
import { inbox } from './inbox.ts';
import { reassign } from './reassign.ts';
import type { PublishedApproval } from './request.ts';
import { vote } from './vote.ts';
import { withdraw } from './withdraw.ts';

const ApprovalState = Object.fromEntries(states.map((state) => [state.toUpperCase(), state]));
registerEnumType(ApprovalState, {
  name: 'ApprovalState',
  description: 'What became of a request.',
  valuesConfig: {
    SUBMITTED: { description: 'It waits for a decision.' },
    APPROVED: { description: 'As many persons as it needs approved it, and it took effect.' },
    REFUSED: { description: 'A person refused it.' },
    WITHDRAWN: { description: 'Its submitter took it back.' },
    EXPIRED: { description: 'Nobody decided in time. The submitter can name another deadline, withdraw it, or submit again.' },
  },
});
needsValues('ApprovalState', { SUBMITTED: 'open', APPROVED: 'open', REFUSED: 'open', WITHDRAWN: 'open', EXPIRED: 'open' });

const ApprovalChoice = { APPROVE: 'approve', REFUSE: 'refuse' };
registerEnumType(ApprovalChoice, {
  name: 'ApprovalChoice',
  description: 'How a person decided.',
  valuesConfig: { APPROVE: { description: 'For it.' }, REFUSE: { description: 'Against it.' } },
});
needsValues('ApprovalChoice', { APPROVE: 'open', REFUSE: 'open' });

@ObjectType('ApprovalVote', { simpleResolvers: true, description: 'How one person decided on a request.' })
class ApprovalVoteType {
  @Needs('approval.read')
  @Field(() => String, { description: 'The person.' })
  who!: string;

  @Needs('approval.read')
  @Field(() => ApprovalChoice, { description: 'How.' })
  choice!: Vote['choice'];

  @Needs('approval.read')
  @Field(() => String, { description: 'Why.' })
  comment!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'Digest of the form the person saw.' })
  digest!: string;

  @Needs('approval.read')
  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: string;
}

@ObjectType('Approval', {
  simpleResolvers: true,
  description: 'A request that somebody else than its author and submitter decides on, bound to one form of one thing.',
})
export class ApprovalType {
  @Needs('approval.read')
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'What kind of request it is, such as ruleset or override.' })
  kind!: string;

  @Needs('approval.read')
  @Field(() => String, { description: "What is asked for, in a line of the request's language." })
  title!: string;

  @Needs('approval.read')
  @Field(() => ID, { description: 'The thing it is about: its opaque id, or of a ruleset its digest.' })
  subjectId!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'Digest of the form that is to be approved. Whoever decides names the one he saw.' })
  digest!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'Who made the thing.' })
  author!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'Who asks.' })
  submitter!: string;

  @Needs('approval.read')
  @Field(() => DateTimeScalar, { description: 'Since when.' })
  submittedAt!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'What the submitter says for it.' })
  why!: string;

  @Needs('approval.read')
  @Field(() => Int, { description: 'How many persons must approve it. One that refuses decides.' })
  needed!: number;

  @Needs('approval.read', { rows: 5 })
  @Field(() => [String], { nullable: true, description: 'Who may decide; empty: whoever holds the right to.' })
  approvers!: readonly string[] | null;

  @Needs('approval.read')
  @Field(() => DateTimeScalar, { description: 'Until when it can be decided.' })
  deadline!: string;

  @Needs('approval.read')
  @Field(() => ApprovalState, { description: 'What became of it.' })
  state!: State;

  @Needs('approval.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was approved, refused or withdrawn.' })
  decidedAt!: string | null;

  @Needs('approval.read', { rows: 3 })
  @Field(() => [ApprovalVoteType], { description: 'How persons decided so far, the first one first.' })
  votes!: readonly Vote[];

  @Needs('approval.read')
  @Field(() => Boolean, { description: 'The caller can decide on it now.' })
  mayDecide!: boolean;
}

const ApprovalConnection = connectionOf('Approval', () => ApprovalType, 'approval.read') as ClassType<Connection<PublishedApproval>>;

@InputType({ description: 'Which request, in which form, and why.' })
class ApprovalInput {
  @Needs('approval.read')
  @Field(() => ID, { description: 'The request.' })
  approval!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'Digest of the form that was looked at: another than the one to be approved is refused.' })
  digest!: string;

  @Needs('approval.read')
  @Field(() => String, { description: `Why: at least a word, at most ${limits.approvalCommentCharacters} characters. It goes on record.` })
  comment!: string;

  @Needs('approval.read')
  @Field(() => ID, { description: 'Yours, one per intended step: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@InputType({ description: 'Who is to decide instead, and until when.' })
class ReassignApprovalInput {
  @Needs('approval.read')
  @Field(() => ID, { description: 'The request.' })
  approval!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'Digest of the form that was looked at: another than the one to be approved is refused.' })
  digest!: string;

  @Needs('approval.read')
  @Field(() => String, { description: `Why: at least a word, at most ${limits.approvalCommentCharacters} characters. It goes on record.` })
  comment!: string;

  @Needs('approval.read')
  @Field(() => ID, { description: 'Yours, one per intended step: the same key again answers what was answered.' })
  idempotencyKey!: string;

  @Needs('approval.submit')
  @Field(() => [String], { nullable: true, description: 'Subjects of the persons who may decide; without it whoever holds the right to.' })
  approvers?: string[] | null;

  @Needs('approval.submit')
  @Field(() => DateTimeScalar, { nullable: true, description: `Until when; without it ${limits.approvalDays} days from now.` })
  deadline?: string | null;
}

@ObjectType('ApprovalPayload', { simpleResolvers: true, description: 'The request as it is now, or why nothing was done.' })
class ApprovalPayload {
  @Needs('approval.read')
  @Field(() => ApprovalType, { nullable: true, description: 'The request as it is now.' })
  approval!: PublishedApproval | null;

  @Needs('approval.read')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@Resolver()
class ApprovalOperations {
  private readonly handlers: Handlers;

  constructor(handlers: Handlers) {
    this.handlers = handlers;
  }

  @Needs('approval.read', { args: { state: 'approval.read', kind: 'approval.read', first: 'open', after: 'open' } })
  @Query(() => ApprovalConnection, { description: 'Requests that the caller may decide on by their kind, and those that he wrote or submitted; newest first.' })
  approvals(
    @Ctx() context: Context,
    @Arg('state', () => ApprovalState, { nullable: true, description: 'SUBMITTED: what waits for a decision.' }) state: State | undefined,
    @Arg('kind', () => String, { nullable: true, description: 'Of this kind alone.' }) kind: string | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<PublishedApproval>> {
    return inbox(context, this.handlers, { state, kind, first, after });
  }

  @Needs('approval.read', { args: { id: 'approval.read' } })
  @Query(() => ApprovalType, { nullable: true, description: 'A request by id; null where there is none for the caller.' })
  approval(@Ctx() context: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string): Promise<PublishedApproval | undefined> {
    return find(context, this.handlers, id);
  }

  @Needs('approval.decide', { args: { input: 'approval.decide' } })
  @Mutation(() => ApprovalPayload, { description: 'Approves a request. With the last approval it needs it takes effect, at once.' })
  approve(@Arg('input', () => ApprovalInput, { description: 'Which, and why.' }) input: ApprovalInput, @Ctx() context: Context): Promise<Answer> {
    const choice = 'approve';
    return answer(context, this.handlers, choice, input, (tx, approvalId, acting) => vote(tx, this.handlers, { ...input, approvalId, choice }, acting));
  }

  @Needs('approval.decide', { args: { input: 'approval.decide' } })
  @Mutation(() => ApprovalPayload, { description: 'Refuses a request, which decides it.' })
  refuse(@Arg('input', () => ApprovalInput, { description: 'Which, and why.' }) input: ApprovalInput, @Ctx() context: Context): Promise<Answer> {
    const choice = 'refuse';
    return answer(context, this.handlers, choice, input, (tx, approvalId, acting) => vote(tx, this.handlers, { ...input, approvalId, choice }, acting));
  }

  @Needs('approval.submit', { args: { input: 'approval.submit' } })
  @Mutation(() => ApprovalPayload, { description: 'Takes back a request that the caller submitted.' })
  withdrawApproval(@Arg('input', () => ApprovalInput, { description: 'Which, and why.' }) input: ApprovalInput, @Ctx() context: Context): Promise<Answer> {
    const name = 'withdrawApproval';
    return answer(context, this.handlers, name, input, (tx, approvalId, acting) => withdraw(tx, this.handlers, { ...input, approvalId }, acting));
  }

  @Needs('approval.submit', { args: { input: 'approval.submit' } })
  @Mutation(() => ApprovalPayload, {
    description: 'Names other approvers and another deadline for a request that the caller submitted, also past its deadline: an approver is on leave.',
  })
  reassignApproval(
    @Arg('input', () => ReassignApprovalInput, { description: 'Which, who decides instead, and why.' }) { approvers = null, ...input }: ReassignApprovalInput,
    @Ctx() context: Context,
  ): Promise<Answer> {
    const asked = { ...input, approvers };
    return answer(context, this.handlers, 'reassignApproval', asked, (tx, approvalId, acting) => reassign(tx, { ...asked, approvalId }, acting));
  }
}

/** What is asked and done here, with what each kind of request does. */
export const resolversOf = (handlers: Handlers): object[] => [new ApprovalOperations(handlers)];
