import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { ApprovalType } from '../../approval/graph.ts';
import type { PublishedApproval } from '../../approval/request.ts';
import { limits } from '../../base/limits.ts';
import type { Context } from '../../graphql/context.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import type { PublishedFault } from '../check/publish.ts';
import { RatingSubject } from '../graph.ts';
import { ActivationType } from '../life/graph.ts';
import type { Activation } from '../life/schedule.ts';
import type { Subject } from '../subject.ts';
import { FaultType, RulesetType } from '../version/graph.ts';
import type { Listed } from '../version/version.ts';
import { activateVersion } from './activate.ts';
import { type Answer, answer } from './answer.ts';
import { cancelActivation } from './cancel.ts';
import { draft } from './draft.ts';
import { stopRuleset } from './stop.ts';
import { submitVersion } from './submit.ts';

const comment = `Why: at least a word, at most ${limits.approvalCommentCharacters} characters. It goes on record.`;
const key = 'Yours, one per intended step: the same key again answers what was answered.';
const approvers = 'Subjects of the persons who may decide; without it whoever holds the right to.';
const meant =
  'The version that is meant, which must be the active one; without it whichever is active. Where a stop has just made it so it must be named: of two persons who stop one version at once, one does.';
const deadline = `Until when it can be decided; without it ${limits.approvalDays} days from now.`;

@InputType({ description: 'A ruleset document, and what is said of it.' })
class SaveRulesetInput {
  @Needs('ruleset.edit')
  @Field(() => String, { description: 'The document as YAML or JSON.' })
  text!: string;

  @Needs('ruleset.edit')
  @Field(() => String, { description: comment })
  comment!: string;

  @Needs('ruleset.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@InputType({ description: 'Which version is to be approved, by whom, and why.' })
class SubmitRulesetInput {
  @Needs('ruleset.edit')
  @Field(() => String, { description: 'The version.' })
  digest!: string;

  @Needs('ruleset.edit')
  @Field(() => String, { description: comment })
  comment!: string;

  @Needs('ruleset.edit')
  @Field(() => [String], { nullable: true, description: approvers })
  approvers?: string[] | null;

  @Needs('ruleset.edit')
  @Field(() => Int, { defaultValue: 1, description: 'How many persons must approve it.' })
  needed!: number;

  @Needs('ruleset.edit')
  @Field(() => DateTimeScalar, { nullable: true, description: deadline })
  deadline?: string | null;

  @Needs('ruleset.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@InputType({ description: 'Which version becomes active, when, and why.' })
class ActivateRulesetInput {
  @Needs('ruleset.edit')
  @Field(() => String, { description: 'The version.' })
  digest!: string;

  @Needs('ruleset.edit')
  @Field(() => DateScalar, { description: 'From midnight of this day where the company is; of today: at once.' })
  on!: string;

  @Needs('ruleset.edit')
  @Field(() => String, { description: comment })
  comment!: string;

  @Needs('ruleset.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@InputType({ description: 'Which activation is taken back, and why.' })
class CancelActivationInput {
  @Needs('ruleset.edit')
  @Field(() => String, { defaultValue: 'credit', description: 'What is rated.' })
  dimension!: string;

  @Needs('ruleset.edit')
  @Field(() => RatingSubject, { defaultValue: 'customer', description: 'Whom the ruleset rates.' })
  subject!: Subject;

  @Needs('ruleset.edit')
  @Field(() => DateScalar, { description: 'The day it names.' })
  on!: string;

  @Needs('ruleset.edit')
  @Field(() => String, { description: comment })
  comment!: string;

  @Needs('ruleset.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@InputType({ description: 'What is stopped, and why.' })
class StopRulesetInput {
  @Needs('ruleset.edit')
  @Field(() => String, { defaultValue: 'credit', description: 'What is rated.' })
  dimension!: string;

  @Needs('ruleset.edit')
  @Field(() => RatingSubject, { defaultValue: 'customer', description: 'Whom the ruleset rates.' })
  subject!: Subject;

  @Needs('ruleset.edit')
  @Field(() => String, { nullable: true, description: meant })
  digest?: string | null;

  @Needs('ruleset.edit')
  @Field(() => String, { description: comment })
  comment!: string;

  @Needs('ruleset.edit')
  @Field(() => [String], { nullable: true, description: approvers })
  approvers?: string[] | null;

  @Needs('ruleset.edit')
  @Field(() => DateTimeScalar, { nullable: true, description: deadline })
  deadline?: string | null;

  @Needs('ruleset.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@ObjectType('RulesetPayload', { simpleResolvers: true, description: 'What became of a step on a version, or why nothing was done.' })
class RulesetPayload {
  @Needs('ruleset.read')
  @Field(() => RulesetType, { nullable: true, description: 'The version it was about; after an emergency stop the stopped one.' })
  ruleset!: Listed | null;

  @Needs('ruleset.read')
  @Field(() => Boolean, { description: 'Something is other than before; not so when the document was kept already, or the version is active anyway.' })
  isChanged!: boolean;

  @Needs('approval.read')
  @Field(() => ApprovalType, { nullable: true, description: 'The request that was made: to approve the version, or to confirm a stop.' })
  approval!: PublishedApproval | null;

  @Needs('ruleset.read')
  @Field(() => ActivationType, { nullable: true, description: 'The activation that was made, taken back, or stands already.' })
  activation!: Activation | null;

  @Needs('ruleset.read', { rows: 50 })
  @Field(() => [FaultType], {
    description: 'What the check found: warnings, and errors where they are why nothing was done; of a draft whatever is to be corrected.',
  })
  faults!: readonly PublishedFault[];

  @Needs('ruleset.read')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@Resolver()
class ReleaseOperations {
  @Needs('ruleset.edit', { args: { input: 'ruleset.edit' } })
  @Mutation(() => RulesetPayload, {
    description: 'Keeps a document as an immutable version that nobody approved yet. It must read; what else is wrong is told and stops it later.',
  })
  saveRuleset(@Arg('input', () => SaveRulesetInput, { description: 'The document.' }) input: SaveRulesetInput, @Ctx() context: Context): Promise<Answer> {
    return answer(context, 'saveRuleset', input, draft);
  }

  @Needs('ruleset.edit', { args: { input: 'ruleset.edit' } })
  @Mutation(() => RulesetPayload, { description: 'Asks a second person to approve a draft. The check must pass, golden cases included.' })
  submitRuleset(
    @Arg('input', () => SubmitRulesetInput, { description: 'Which, and who decides.' }) input: SubmitRulesetInput,
    @Ctx() context: Context,
  ): Promise<Answer> {
    return answer(context, 'submitRuleset', input, submitVersion);
  }

  @Needs('ruleset.edit', { args: { input: 'ruleset.edit' } })
  @Mutation(() => RulesetPayload, {
    description: 'Makes an approved version the active one of its dimension from a day on; one that was active before too: that is how to go back.',
  })
  activateRuleset(
    @Arg('input', () => ActivateRulesetInput, { description: 'Which, and when.' }) input: ActivateRulesetInput,
    @Ctx() context: Context,
  ): Promise<Answer> {
    return answer(context, 'activateRuleset', input, activateVersion);
  }

  @Needs('ruleset.edit', { args: { input: 'ruleset.edit' } })
  @Mutation(() => RulesetPayload, { description: 'Takes back an activation that has not begun.' })
  cancelActivation(
    @Arg('input', () => CancelActivationInput, { description: 'Which.' }) input: CancelActivationInput,
    @Ctx() context: Context,
  ): Promise<Answer> {
    return answer(context, 'cancelActivation', input, cancelActivation);
  }

  @Needs('ruleset.edit', { args: { input: 'ruleset.edit' } })
  @Mutation(() => RulesetPayload, {
    description:
      'Emergency: at once makes the version active again that was active before. A second person is asked to confirm; who refuses makes the stopped version active again.',
  })
  stopRuleset(@Arg('input', () => StopRulesetInput, { description: 'What.' }) input: StopRulesetInput, @Ctx() context: Context): Promise<Answer> {
    return answer(context, 'stopRuleset', input, stopRuleset);
  }
}

export const resolvers = [ReleaseOperations];
