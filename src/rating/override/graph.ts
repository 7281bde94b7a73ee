import {
  Arg,
  type ClassType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { Needs, needsValues } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Language } from '../../base/text.ts';
import { connectionOf } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import type { Connection } from '../../graphql/page.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { LanguageEnum, RatingSubject, RatingType } from '../graph.ts';
import type { Subject } from '../subject.ts';
import { causeText } from './causetext.ts';
import type { OverrideAnswer } from './changeoverride.ts';
import { endOverride } from './endoverride.ts';
import { type PublishedOverride, type State, states } from './override.ts';
import { type OverrideFilter, overrides } from './overrides.ts';
import { requestOverride } from './requestoverride.ts';

const OverrideState = Object.fromEntries(states.map((state) => [state.toUpperCase(), state]));
registerEnumType(OverrideState, {
  name: 'OverrideState',
  description: 'What became of an override.',
  valuesConfig: {
    ASKED: { description: 'It waits for a second person.' },
    IN_FORCE: { description: 'It decides the grade.' },
    EXPIRED: { description: 'Its last day has passed.' },
    ENDED: { description: 'A person ended it before.' },
    REFUSED: { description: 'A second person refused it.' },
    WITHDRAWN: { description: 'Who asked took it back.' },
    LAPSED: { description: 'Nobody decided in time, and another was asked for since.' },
  },
});
needsValues<Uppercase<State>>('OverrideState', {
  ASKED: 'open',
  IN_FORCE: 'open',
  EXPIRED: 'open',
  ENDED: 'open',
  REFUSED: 'open',
  WITHDRAWN: 'open',
  LAPSED: 'open',
});

@ObjectType('Override', { simpleResolvers: true, description: "A person's word that a grade shall be another than the computed one, for a cause and a time." })
class OverrideType {
  @Needs('approval.read')
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('approval.read')
  @Field(() => ID, { description: 'The id of the customer.' })
  customerId!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'Of which rating: credit, churn and so on.' })
  dimension!: string;

  @Needs('approval.read')
  @Field(() => RatingSubject, { description: 'Whose grade: of the customer, an account, or the group.' })
  subject!: Subject;

  @Needs('approval.read')
  @Field(() => ID, { nullable: true, description: 'The id of the account, when it is the grade of an account.' })
  account!: string | null;

  @Needs('approval.read')
  @Field(() => OverrideState, { description: 'What became of it by today.' })
  state!: State;

  @Needs('approval.read')
  @Field(() => ID, { description: 'The rating it was asked against.' })
  ratingId!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'The grade that this rating came to without it.' })
  computed!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'The grade that is wanted.' })
  grade!: string;

  @Needs('approval.read')
  @Field(() => Int, { description: 'From the computed grade to the wanted one; a better one is positive.' })
  notches!: number;

  @Needs('approval.read')
  @Field(() => String, { description: 'Code of the cause.' })
  cause!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'What who asked says for it.' })
  why!: string;

  @Needs('approval.read')
  @Field(() => DateScalar, { nullable: true, description: 'The first day with it; empty: it never began.' })
  fromOn!: string | null;

  @Needs('approval.read')
  @Field(() => DateScalar, { description: 'The first day without it, unless it ends before.' })
  expiresOn!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'Who asked.' })
  askedBy!: string;

  @Needs('approval.read')
  @Field(() => DateTimeScalar, { description: 'When.' })
  askedAt!: string;

  @Needs('approval.read')
  @Field(() => ID, { nullable: true, description: 'The request that a second person decides on; empty: one person may decide so many notches.' })
  approvalId!: string | null;

  @Needs('approval.read')
  @Field(() => String, { nullable: true, description: 'Who decided.' })
  decidedBy!: string | null;

  @Needs('approval.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  decidedAt!: string | null;

  @Needs('approval.read')
  @Field(() => DateScalar, { nullable: true, description: 'The first day without it, where a person ended it.' })
  endedOn!: string | null;

  @Needs('approval.read')
  @Field(() => String, { nullable: true, description: 'Who ended it.' })
  endedBy!: string | null;

  @Needs('approval.read')
  @Field(() => String, { nullable: true, description: 'Why.' })
  endedWhy!: string | null;
}

@Resolver(() => OverrideType)
class OverrideFields {
  @Needs('approval.read', { args: { language: 'open' } })
  @FieldResolver(() => String, { description: "The cause in a language; by default the request's." })
  causeText(
    @Root() override: PublishedOverride,
    @Ctx() context: Context,
    @Arg('language', () => LanguageEnum, { nullable: true, description: 'EN or ZH.' }) language?: Language,
  ): Promise<string> {
    return causeText(context, override, language ?? context.language);
  }
}

@InputType({ description: 'Whose grade shall be which, why, and until when.' })
class RequestOverrideInput {
  @Needs('rating.override')
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Needs('rating.override')
  @Field(() => String, { defaultValue: 'credit', description: 'Of which rating.' })
  dimension!: string;

  @Needs('rating.override')
  @Field(() => RatingSubject, { defaultValue: 'customer', description: 'The grade of the customer, of one of its accounts, or of the group it heads.' })
  subject!: Subject;

  @Needs('rating.override')
  @Field(() => ID, { nullable: true, description: 'The account, where the subject is one.' })
  account?: string;

  @Needs('rating.override')
  @Field(() => String, { description: 'The grade that is wanted.' })
  grade!: string;

  @Needs('rating.override')
  @Field(() => String, { description: 'Code of a cause that the active ruleset lists.' })
  cause!: string;

  @Needs('rating.override')
  @Field(() => String, { description: 'What there is to say for it.' })
  why!: string;

  @Needs('rating.override')
  @Field(() => DateScalar, { description: 'The first day without it: after today, and no later than the active ruleset allows.' })
  expiresOn!: string;

  @Needs('rating.override')
  @Field(() => ID, { description: 'Yours, one per intended override: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@InputType({ description: 'Which override to end, and why.' })
class EndOverrideInput {
  @Needs('rating.override')
  @Field(() => ID, { description: 'The override.' })
  id!: string;

  @Needs('rating.override')
  @Field(() => String, { description: 'Why.' })
  why!: string;

  @Needs('rating.override')
  @Field(() => ID, { description: 'Yours, one per intended end: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@ObjectType('OverridePayload', { simpleResolvers: true, description: 'The override as it is now, or why nothing was done.' })
class OverridePayload {
  @Needs('rating.override')
  @Field(() => OverrideType, { nullable: true, description: 'The override; ask for its state: it may wait for a second person.' })
  override!: OverrideType | null;

  @Needs('rating.override')
  @Field(() => RatingType, { nullable: true, description: 'The latest rating of whose grade it is: made again as of today when the override begins or ends.' })
  rating!: RatingType | null;

  @Needs('rating.override')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@InputType({ description: 'Conditions joined by and.' })
class OverrideFilterInput implements OverrideFilter {
  @Needs('approval.read')
  @Field(() => String, { nullable: true, description: 'Of grades of this dimension.' })
  dimension?: string;

  @Needs('approval.read')
  @Field(() => ID, { nullable: true, description: 'Of this customer.' })
  customerId?: string;

  @Needs('approval.read')
  @Field(() => OverrideState, { nullable: true, description: 'Of which this has become.' })
  state?: State;

  @Needs('approval.read')
  @Field(() => String, { nullable: true, description: 'For this cause.' })
  cause?: string;

  @Needs('approval.read')
  @Field(() => String, { nullable: true, description: 'Asked for by this person, as written.' })
  askedBy?: string;
}

const OverrideConnection = connectionOf('Override', () => OverrideType, 'approval.read') as ClassType<Connection<PublishedOverride>>;

@Resolver()
class OverrideOperations {
  @Needs('approval.read', { args: { filter: 'approval.read', first: 'open', after: 'open' } })
  @Query(() => OverrideConnection, { description: 'The ledger of overrides, the newest asked first.' })
  overrides(
    @Ctx() context: Context,
    @Arg('filter', () => OverrideFilterInput, { nullable: true, description: 'Which.' }) filter: OverrideFilterInput | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<PublishedOverride>> {
    return overrides(context, { filter, first, after });
  }

  @Needs('rating.override', { args: { input: 'rating.override' } })
  @Mutation(() => OverridePayload, {
    description:
      'Asks for another grade than the computed one. Within what the active ruleset lets one person decide it begins at once; beyond, a second person is asked.',
  })
  requestOverride(
    @Arg('input', () => RequestOverrideInput, { description: 'Whose, which, why, until when.' }) input: RequestOverrideInput,
    @Ctx() context: Context,
  ): Promise<OverrideAnswer> {
    return requestOverride(context, input);
  }

  @Needs('rating.override', { args: { input: 'rating.override' } })
  @Mutation(() => OverridePayload, { description: 'Ends an override that is in force before its last day.' })
  endOverride(
    @Arg('input', () => EndOverrideInput, { description: 'Which, and why.' }) input: EndOverrideInput,
    @Ctx() context: Context,
  ): Promise<OverrideAnswer> {
    return endOverride(context, input);
  }
}

export const resolvers = [OverrideFields, OverrideOperations];
