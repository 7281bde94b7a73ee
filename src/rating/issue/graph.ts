import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Context } from '../../graphql/context.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { RatingSubject } from '../graph.ts';
import { IssueRunType } from '../issuerun/graph.ts';
import type { Subject } from '../subject.ts';
import { attemptRun, type IssueAnswer } from './attemptrun.ts';
import { cancelIssue } from './cancel.ts';
import { issueCustomer } from './issuecustomer.ts';
import { prepareIssue } from './prepareissue.ts';
import { submitIssue } from './submit.ts';

@InputType({ description: 'Whose grades to issue, and of which cycle.' })
class PrepareIssueInput {
  @Needs('rating.run')
  @Field(() => String, { defaultValue: 'credit', description: 'What is graded: its active ruleset is used.' })
  dimension!: string;

  @Needs('rating.run')
  @Field(() => RatingSubject, { defaultValue: 'customer', description: 'Grades of customers, of accounts, or of groups.' })
  subject!: Subject;

  @Needs('rating.run')
  @Field(() => DateScalar, { nullable: true, description: 'The day after the cycle; by default that of the cycle that ended last.' })
  asOf?: string;

  @Needs('rating.run')
  @Field(() => ID, { description: 'Yours, one per intended run: the same key again answers the same run, and goes on where it was interrupted.' })
  idempotencyKey!: string;
}

@InputType({ description: 'Which run to submit, and to whom.' })
class SubmitIssueInput {
  @Needs('rating.run')
  @Field(() => ID, { description: 'The run.' })
  id!: string;

  @Needs('rating.run')
  @Field(() => String, { description: 'What there is to say for it.' })
  why!: string;

  @Needs('rating.run')
  @Field(() => [String], { nullable: true, description: 'Only these persons may decide; by default whoever may issue grades.' })
  approvers?: string[];

  @Needs('rating.run')
  @Field(() => DateTimeScalar, { nullable: true, description: `Until when; by default ${limits.approvalDays} days from now.` })
  deadline?: string;

  @Needs('rating.run')
  @Field(() => ID, { description: 'Yours, one per intended submission: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@InputType({ description: 'Which run to cancel, and why.' })
class CancelIssueInput {
  @Needs('rating.run')
  @Field(() => ID, { description: 'The run.' })
  id!: string;

  @Needs('rating.run')
  @Field(() => String, { description: 'Why.' })
  why!: string;

  @Needs('rating.run')
  @Field(() => ID, { description: 'Yours, one per intended cancellation: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@InputType({ description: 'Whose grade to issue on event, and to whom it is submitted.' })
class IssueCustomerInput {
  @Needs('rating.run')
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Needs('rating.run')
  @Field(() => String, { defaultValue: 'credit', description: 'What is graded: its active ruleset is used.' })
  dimension!: string;

  @Needs('rating.run')
  @Field(() => RatingSubject, { defaultValue: 'customer', description: 'The customer, each of its accounts, or the group it heads.' })
  subject!: Subject;

  @Needs('rating.run')
  @Field(() => String, { description: 'The event: what there is to say for it.' })
  why!: string;

  @Needs('rating.run')
  @Field(() => [String], { nullable: true, description: 'Only these persons may decide; by default whoever may issue grades.' })
  approvers?: string[];

  @Needs('rating.run')
  @Field(() => DateTimeScalar, { nullable: true, description: `Until when; by default ${limits.approvalDays} days from now.` })
  deadline?: string;

  @Needs('rating.run')
  @Field(() => ID, { description: 'Yours, one per intended issue: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@ObjectType('IssuePayload', { simpleResolvers: true, description: 'The run as it is now, or why nothing was done.' })
class IssuePayload {
  @Needs('rating.run')
  @Field(() => IssueRunType, { nullable: true, description: 'The run; ask for its state: its grades are in force only once it is issued.' })
  run!: IssueRunType | null;

  @Needs('rating.run')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@Resolver()
class IssueOperations {
  @Needs('rating.run', { args: { input: 'rating.run' } })
  @Mutation(() => IssuePayload, {
    description: `Rates everybody as of the end of a cycle and seals what came out, while you wait: over more than ${limits.issueCustomers} customers \`assay issue prepare\` does it.`,
  })
  prepareIssue(
    @Arg('input', () => PrepareIssueInput, { description: 'Whose, and of which cycle.' }) input: PrepareIssueInput,
    @Ctx() context: Context,
  ): Promise<IssueAnswer> {
    return prepareIssue(context, input);
  }

  @Needs('rating.run', { args: { input: 'rating.run' } })
  @Mutation(() => IssuePayload, { description: 'Submits a prepared run for approval by another person: see `approvals`.' })
  submitIssue(
    @Arg('input', () => SubmitIssueInput, { description: 'Which, and why.' }) input: SubmitIssueInput,
    @Ctx() context: Context,
  ): Promise<IssueAnswer> {
    return attemptRun(context, 'submitIssue', input, (tx, acting) => submitIssue(tx, input, acting));
  }

  @Needs('rating.run', { args: { input: 'rating.run' } })
  @Mutation(() => IssuePayload, { description: 'Cancels a run that nobody is asked to approve; while somebody is, withdraw that request: it cancels the run.' })
  cancelIssue(
    @Arg('input', () => CancelIssueInput, { description: 'Which, and why.' }) input: CancelIssueInput,
    @Ctx() context: Context,
  ): Promise<IssueAnswer> {
    return attemptRun(context, 'cancelIssue', input, (tx, acting) => cancelIssue(tx, input, acting));
  }

  @Needs('rating.run', { args: { input: 'rating.run' } })
  @Mutation(() => IssuePayload, {
    description:
      'Rates one customer as of today and submits the grade for approval: where grades are issued on event, and by a cycle only while the customer has none in force.',
  })
  issueCustomer(
    @Arg('input', () => IssueCustomerInput, { description: 'Whose, and why.' }) input: IssueCustomerInput,
    @Ctx() context: Context,
  ): Promise<IssueAnswer> {
    return attemptRun(context, 'issueCustomer', input, (tx, acting) => issueCustomer(tx, input, acting));
  }
}

export const resolvers = [IssueOperations];
