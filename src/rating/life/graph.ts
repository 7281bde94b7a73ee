import { Ctx, createUnionType, Field, FieldResolver, ObjectType, Resolver, Root, registerEnumType } from 'type-graphql';
import { Needs, needsValues } from '../../access/scope.ts';
import { ApprovalType } from '../../approval/graph.ts';
import type { PublishedApproval } from '../../approval/request.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { RatingSubject } from '../graph.ts';
import type { Subject } from '../subject.ts';
import { listedByDigest } from '../version/store.ts';
import { lifeStates } from './life.ts';
import { typeOf } from './publish.ts';
import type { Activation, ActivationKind } from './schedule.ts';

export const RulesetState = Object.fromEntries(lifeStates.map((state) => [state.toUpperCase(), state]));
registerEnumType(RulesetState, {
  name: 'RulesetState',
  description: 'Where a version is in its life. Approval belongs to its digest: any edit is another version, and begins as a draft.',
  valuesConfig: {
    DRAFT: { description: 'Nobody is asked to approve it, or whoever was asked did not.' },
    SUBMITTED: { description: 'It waits for a second person.' },
    APPROVED: { description: 'It may be activated.' },
    ACTIVE: { description: 'Its dimension is rated by it.' },
    RETIRED: { description: 'It was active, and can be again.' },
  },
});
needsValues('RulesetState', { DRAFT: 'open', SUBMITTED: 'open', APPROVED: 'open', ACTIVE: 'open', RETIRED: 'open' });

const ActivationKindEnum = { BOOTSTRAP: 'bootstrap', ACTIVATION: 'activation', STOP: 'stop', RESUMPTION: 'resumption' };
registerEnumType(ActivationKindEnum, {
  name: 'RulesetActivationKind',
  description: 'How a version came to be active.',
  valuesConfig: {
    BOOTSTRAP: { description: 'As the first of its dimension, from the command line, without approval.' },
    ACTIVATION: { description: 'Approved, on a day that was named.' },
    STOP: { description: 'By an emergency stop of the version after it.' },
    RESUMPTION: { description: 'Because a second person did not agree that it was stopped.' },
  },
});
needsValues('RulesetActivationKind', { BOOTSTRAP: 'open', ACTIVATION: 'open', STOP: 'open', RESUMPTION: 'open' });

@ObjectType('RulesetActivation', { simpleResolvers: true, description: 'From when a dimension is rated by a version, and who decided so.' })
export class ActivationType {
  @Needs('ruleset.read')
  @Field(() => String, { description: 'What is rated.' })
  dimension!: string;

  @Needs('ruleset.read')
  @Field(() => RatingSubject, { description: 'Whom it rates.' })
  subject!: Subject;

  @Needs('ruleset.read')
  @Field(() => String, { description: 'Digest of the version.' })
  digest!: string;

  @Needs('ruleset.read')
  @Field(() => ActivationKindEnum, { description: 'How it came about.' })
  kind!: ActivationKind;

  @Needs('ruleset.read')
  @Field(() => DateTimeScalar, { description: 'From when it holds.' })
  activatedAt!: string;

  @Needs('ruleset.read')
  @Field(() => DateScalar, { nullable: true, description: 'The day it names, from whose midnight it holds; empty: at once.' })
  beginsOn!: string | null;

  @Needs('ruleset.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided; empty of what was kept before that was asked.' })
  decidedAt!: string | null;

  @Needs('ruleset.read')
  @Field(() => String, { nullable: true, description: 'Who decided.' })
  who!: string | null;

  @Needs('approval.read')
  @Field(() => String, { nullable: true, description: 'Why; of a resumption what the person said who did not agree with the stop.' })
  why!: string | null;
}

@Resolver(() => ActivationType)
class ActivationFields {
  @Needs('ruleset.read')
  @FieldResolver(() => String, { description: 'Name of the ruleset.' })
  async name(@Root() { digest }: Activation, @Ctx() context: Context): Promise<string> {
    return (await load(context, listedByDigest, digest))?.name ?? '';
  }
}

const approval = 'The request that was decided, or that waits.';

@ObjectType('RulesetDraft', { simpleResolvers: true, description: 'A version that nobody is asked to approve.' })
class DraftType {
  @Needs('ruleset.read')
  @Field(() => DateTimeScalar, { description: 'When it was kept.' })
  since!: string;

  @Needs('approval.read')
  @Field(() => ApprovalType, { nullable: true, description: 'The last request, when it was refused, withdrawn, or not decided in time.' })
  approval!: PublishedApproval | null;
}

@ObjectType('RulesetSubmitted', { simpleResolvers: true, description: 'A version that waits for a second person.' })
class SubmittedType {
  @Needs('ruleset.read')
  @Field(() => DateTimeScalar, { description: 'When it was submitted.' })
  since!: string;

  @Needs('approval.read')
  @Field(() => ApprovalType, { description: approval })
  approval!: PublishedApproval;
}

@ObjectType('RulesetApproved', { simpleResolvers: true, description: 'A version that was approved and never active.' })
class ApprovedType {
  @Needs('ruleset.read')
  @Field(() => DateTimeScalar, { description: 'When it was approved.' })
  since!: string;

  @Needs('approval.read')
  @Field(() => ApprovalType, { description: approval })
  approval!: PublishedApproval;

  @Needs('ruleset.read', { rows: 2 })
  @Field(() => [ActivationType], { description: 'When it is to become active, as far as that was decided.' })
  coming!: readonly Activation[];
}

@ObjectType('RulesetActive', { simpleResolvers: true, description: 'The version that its dimension is rated by.' })
class ActiveType {
  @Needs('ruleset.read')
  @Field(() => DateTimeScalar, { description: 'Since when it is active.' })
  since!: string;

  @Needs('approval.read')
  @Field(() => ApprovalType, { nullable: true, description: `${approval} Empty: it was activated without, as the first of its dimension.` })
  approval!: PublishedApproval | null;

  @Needs('ruleset.read')
  @Field(() => ActivationType, { description: 'How it became active.' })
  activation!: Activation;

  @Needs('ruleset.read')
  @Field(() => ActivationType, { nullable: true, description: 'The activation of another version that will end it, where one was decided.' })
  until!: Activation | null;
}

@ObjectType('RulesetRetired', { simpleResolvers: true, description: 'A version that was active and no longer is.' })
class RetiredType {
  @Needs('ruleset.read')
  @Field(() => DateTimeScalar, { description: 'Since when it is no longer active.' })
  since!: string;

  @Needs('approval.read')
  @Field(() => ApprovalType, { nullable: true, description: `${approval} Empty: it was activated without, as the first of its dimension.` })
  approval!: PublishedApproval | null;

  @Needs('ruleset.read')
  @Field(() => ActivationType, { description: 'The activation that ended it.' })
  replacedBy!: Activation;

  @Needs('ruleset.read', { rows: 2 })
  @Field(() => [ActivationType], { description: 'When it is to become active again, as far as that was decided.' })
  coming!: readonly Activation[];
}

export const RulesetLife = createUnionType({
  name: 'RulesetLife',
  description: 'What a version is by what was decided of it: each state with what belongs to it.',
  types: () => [DraftType, SubmittedType, ApprovedType, ActiveType, RetiredType] as const,
  resolveType: typeOf as never,
});

export const resolvers = [ActivationFields];
