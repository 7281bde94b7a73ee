import { Arg, Ctx, Field, FieldResolver, Float, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { scoreMask } from '../access/mask.ts';
import { Needs, needsValues } from '../access/scope.ts';
import { limits } from '../base/limits.ts';
import { type Language, languages } from '../base/text.ts';
import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { published } from '../graphql/fact.ts';
import { pageSize } from '../graphql/page.ts';
import { RefusalType } from '../graphql/refusal.ts';
import { DateScalar, DateTimeScalar } from '../graphql/scalars.ts';
import { byId } from './byid.ts';
import type { PublishedRating, PublishedReason } from './publish.ts';
import { type RateCustomerAnswer, rateCustomer } from './ratecustomer.ts';
import { show } from './show.ts';
import { ratingsOf } from './subject/store.ts';
import { type Subject, subjects } from './subject.ts';

export const LanguageEnum = Object.fromEntries(languages.map((language) => [language.toUpperCase(), language]));
registerEnumType(LanguageEnum, {
  name: 'Language',
  description: 'A language Assay speaks.',
  valuesConfig: { EN: { description: 'English.' }, ZH: { description: 'Chinese.' } },
});
needsValues('Language', { EN: 'open', ZH: 'open' });

export const RatingSubject = Object.fromEntries(subjects.map((subject) => [subject.toUpperCase(), subject]));
registerEnumType(RatingSubject, {
  name: 'RatingSubject',
  description: 'What is rated.',
  valuesConfig: {
    CUSTOMER: { description: 'A customer.' },
    ACCOUNT: { description: 'Each account of a customer by itself.' },
    GROUP: { description: 'The group of customers that a customer heads.' },
  },
});
needsValues('RatingSubject', { CUSTOMER: 'open', ACCOUNT: 'open', GROUP: 'open' });

@ObjectType('RulesetVersion', { simpleResolvers: true, description: 'The immutable ruleset version a rating was made with.' })
export class RulesetVersionType {
  @Needs('rating.grade')
  @Field(() => String, { description: 'Name of the ruleset.' })
  name!: string;

  @Needs('rating.grade')
  @Field(() => String, { description: "Title in the request's language." })
  title!: string;

  @Needs('rating.grade')
  @Field(() => String, { description: 'Digest of the canonical document: what identifies the version.' })
  digest!: string;
}

@ObjectType('RatedCharacteristic', { simpleResolvers: true, description: 'One characteristic of a rating: what was measured and the points it gave.' })
class CharacteristicType {
  @Needs('rating.detail')
  @Field(() => String, { description: 'Name of the indicator.' })
  indicator!: string;

  @Needs('rating.detail')
  @Field(() => String, { description: "Label of the indicator in the request's language." })
  label!: string;

  @Needs('rating.detail')
  @Field(() => String, { description: 'Unit of the value.' })
  unit!: string;

  @Needs('rating.detail')
  @Field(() => String, {
    description:
      'value, missing or special: only a value is a number or word. withheld: it reads an attribute of a class (income, sex and so on) that the caller may not see.',
  })
  state!: string;

  @Needs('rating.detail')
  @Field(() => Float, { nullable: true, description: 'The number measured, or the special code.' })
  value!: number | null;

  @Needs('rating.detail')
  @Field(() => String, { nullable: true, description: 'The word measured, when the indicator yields words.' })
  word!: string | null;

  @Needs('rating.detail')
  @Field(() => String, { nullable: true, description: 'The bin it fell into (closed below, open above), or the part of the scale.' })
  bin!: string | null;

  @Needs('rating.detail')
  @Field(() => Float, { nullable: true, description: 'Points of that bin, or of the value on the scale.' })
  points!: number | null;

  @Needs('rating.detail')
  @Field(() => Float, { description: 'The most points the characteristic can give.' })
  bestPoints!: number;
}

@ObjectType('RatingReason', {
  simpleResolvers: true,
  description: 'Why the grade is not better: the step that decided, then most points lost first; at most four.',
})
class ReasonType {
  @Needs('rating.reasons')
  @Field(() => String, { description: 'Reason code of the ruleset.' })
  code!: string;

  // The points lost would tell a score that is hidden or shown in bands.
  @Needs('rating.reasons', { inside: true })
  @Field(() => Float, { description: "Points lost against the card's baseline, summed over the characteristics of the code; 0 of a step that decided." })
  points!: number;
}

@Resolver(() => ReasonType)
class ReasonFields {
  @Needs('rating.reasons', { args: { language: 'open' } })
  @FieldResolver(() => String, { description: "The reason in a language; by default the request's." })
  text(
    @Root() reason: PublishedReason,
    @Ctx() context: Context,
    @Arg('language', () => LanguageEnum, { nullable: true, description: 'EN or ZH.' }) language?: Language,
  ): string {
    return reason.texts[language ?? context.language];
  }
}

@ObjectType('Rating', { simpleResolvers: true, description: 'A rating: the score and grade of a customer as of a day, and why.' })
export class RatingType {
  @Needs('rating.grade')
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('rating.grade')
  @Field(() => String, { description: 'What is rated: credit, churn and so on.' })
  dimension!: string;

  @Needs('rating.grade')
  @Field(() => RatingSubject, { description: 'What of the customer is rated.' })
  subject!: Subject;

  @Needs('account.basic')
  @Field(() => ID, { nullable: true, description: 'The id of the account, when an account is rated.' })
  account!: string | null;

  @Needs('rating.grade')
  @Field(() => String, { description: 'monitoring: of any day. issued, preliminary: what an official grade was issued from.' })
  kind!: string;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The day it is as of.' })
  asOf!: string;

  // Instants to the millisecond tell of work inside, and two partners could join customers by them.
  @Needs('rating.grade', { inside: true })
  @Field(() => DateTimeScalar, { description: 'What was known at this instant was used.' })
  knownAt!: string;

  @Needs('rating.grade', { inside: true })
  @Field(() => DateTimeScalar, { description: 'When it was computed.' })
  ratedAt!: string;

  @Needs('rating.grade')
  @Field(() => String, {
    description: 'rated; invalid: no card holds or a characteristic has no bin for its value; outside: the ruleset does not rate such customers.',
  })
  state!: string;

  @Needs('rating.grade')
  @Field(() => String, { nullable: true, description: 'The grade; empty unless rated.' })
  grade!: string | null;

  @Needs('rating.grade')
  @Field(() => Boolean, { description: 'The grade stands in until enough is known to score.' })
  provisional!: boolean;

  @Needs('rating.score', { mask: scoreMask })
  @Field(() => Float, { nullable: true, description: 'Sum of the points, rounded half away from zero; empty when something else than the score decided.' })
  score!: number | null;

  @Needs('rating.grade')
  @Field(() => RulesetVersionType, { description: 'The version it was made with.' })
  ruleset!: RulesetVersionType;

  @Needs('rating.detail')
  @Field(() => String, {
    nullable: true,
    description: 'The card of the ruleset that held for the customer; empty when none did, or when it would tell what the caller may not see.',
  })
  card!: string | null;

  @Needs('rating.detail', { rows: 10 })
  @Field(() => [CharacteristicType], { description: 'Points per characteristic of that card, in its order; none when the card is withheld.' })
  characteristics!: CharacteristicType[];

  @Needs('rating.reasons', { rows: 4 })
  @Field(() => [ReasonType], { description: 'Why the grade is not better.' })
  reasons!: ReasonType[];
}

@Resolver(() => published('Customer'))
class RatedCustomer {
  @Needs('rating.grade', { args: { dimension: 'open' } })
  @FieldResolver(() => RatingType, { nullable: true, description: 'The rating of the latest day.' })
  async rating(
    @Root() customer: { customerId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, { defaultValue: 'credit', description: 'What is rated.' }) dimension: string,
  ): Promise<PublishedRating | undefined> {
    return (await show(context, await load(context, ratingsOf, customer.customerId, { dimension, last: 1, today: context.today() })))[0];
  }

  @Needs('rating.grade', { args: { dimension: 'open', last: 'open', until: 'rating.grade' } })
  @FieldResolver(() => [RatingType], { description: 'History of ratings, newest day first; go on with `until`.' })
  async ratings(
    @Root() customer: { customerId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, { defaultValue: 'credit', description: 'What is rated.' }) dimension: string,
    @Arg('last', () => Int, { defaultValue: 12, description: `How many at most, up to ${limits.pageMax}.` }) last: number,
    @Arg('until', () => DateScalar, { nullable: true, description: 'Only as of this day or earlier.' }) until?: string,
  ): Promise<PublishedRating[]> {
    return show(context, await load(context, ratingsOf, customer.customerId, { dimension, last: pageSize('last', last), until, today: context.today() }));
  }
}

@InputType({ description: 'Whom to rate, and as of when.' })
class RateCustomerInput {
  @Needs('rating.run')
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Needs('rating.run')
  @Field(() => String, { defaultValue: 'credit', description: 'What to rate: its active ruleset is used.' })
  dimension!: string;

  @Needs('rating.run')
  @Field(() => RatingSubject, { defaultValue: 'customer', description: 'The customer, each of its accounts, or the group it heads.' })
  subject!: Subject;

  @Needs('rating.run')
  @Field(() => DateScalar, { nullable: true, description: 'As of this day; by default today.' })
  asOf?: string;

  @Needs('rating.run')
  @Field(() => ID, { description: 'Yours, one per intended rating: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@ObjectType('RateCustomerPayload', { simpleResolvers: true, description: 'The rating, or why there is none.' })
class RateCustomerPayload {
  @Needs('rating.run')
  @Field(() => RatingType, { nullable: true, description: 'The rating made, of the customer or the group; of accounts see `ratings`.' })
  rating!: RatingType | null;

  @Needs('rating.run', { rows: 10 })
  @Field(() => [RatingType], { description: 'The ratings made: one, or of each account one.' })
  ratings!: RatingType[];

  @Needs('rating.run')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was rated.' })
  refusal!: RefusalType | null;
}

@Resolver()
class RatingOperations {
  @Needs('rating.grade', { args: { id: 'rating.grade' } })
  @Query(() => RatingType, { nullable: true, description: 'One rating by id, also a superseded one; null when there is none.' })
  rating(@Arg('id', () => ID, { description: 'Opaque id.' }) id: string, @Ctx() context: Context): Promise<PublishedRating | undefined> {
    return byId(context, id);
  }

  @Needs('rating.run', { args: { input: 'rating.run' } })
  @Mutation(() => RateCustomerPayload, { description: 'Rates one customer, its accounts or its group now with the active ruleset of a dimension.' })
  rateCustomer(
    @Arg('input', () => RateCustomerInput, { description: 'Whom, and as of when.' }) input: RateCustomerInput,
    @Ctx() context: Context,
  ): Promise<RateCustomerAnswer> {
    return rateCustomer(context, input);
  }
}

export { reads } from './show/store.ts';
export const resolvers = [RatingOperations, ReasonFields, RatedCustomer];
