import type { GraphQLSchema } from 'graphql';
import { Ctx, Field, Float, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import type { Context } from '../../graphql/context.ts';
import { Money } from '../../graphql/money.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { AgreementChangeType, AgreementTermType } from '../difference/graph.ts';
import type { OwnAgreement, OwnNext, OwnPurpose } from './own.ts';
import { ownAgreement } from './ownagreement.ts';

@ObjectType('AgreedScope', { simpleResolvers: true, description: 'What a purpose sees, and how.' })
class ScopeType {
  @Needs('inquiry.ask')
  @Field(() => String, { description: 'The scope, such as rating.grade.' })
  scope!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'clear, masked, or withheld: it exists, and its value is not told.' })
  treatment!: string;
}

@ObjectType('AgreedPurpose', { simpleResolvers: true, description: 'A purpose that may be asked for.' })
class PurposeType {
  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Its name: for the header `assay-purpose`, or the input of an inquiry.' })
  name!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: "Title in the request's language." })
  title!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'How fine it sees: grade, band, monthly or detail.' })
  grain!: string;

  @Needs('inquiry.ask', { rows: 2 })
  @Field(() => [String], { description: 'Whom it may be asked about: person, organisation.' })
  subjects!: readonly string[];

  @Needs('inquiry.ask')
  @Field(() => Boolean, { description: 'Only consents that the customer gave to the company itself count.' })
  carried!: boolean;

  @Needs('inquiry.ask', { rows: 15 })
  @Field(() => [ScopeType], { description: 'What it sees.' })
  scopes!: readonly ScopeType[];
}

@ObjectType('AgreedQuotas', { simpleResolvers: true, description: 'How often may be asked.' })
class QuotasType {
  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Inquiries a day, whatever becomes of them.' })
  day!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'About one subject a day.' })
  subject!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Requests at once.' })
  burst!: number;

  @Needs('inquiry.ask')
  @Field(() => Float, { description: 'So many places of the burst come free a second.' })
  perSecond!: number;
}

@ObjectType('NextAgreement', { simpleResolvers: true, description: 'The version that takes the place of the one in force, and what changes with it.' })
class NextType {
  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Its number.' })
  number!: number;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Digest of its document.' })
  digest!: string;

  @Needs('inquiry.ask')
  @Field(() => DateScalar, { description: 'The first day with it.' })
  fromOn!: string;

  @Needs('inquiry.ask')
  @Field(() => DateScalar, { description: 'The last day with it.' })
  untilOn!: string;

  @Needs('inquiry.ask', { rows: 200 })
  @Field(() => [AgreementChangeType], { description: 'Every field and argument that is then seen otherwise; what is seen less is deprecated until then.' })
  changes!: OwnNext['changes'];

  @Needs('inquiry.ask', { rows: 20 })
  @Field(() => [AgreementTermType], { description: 'Every member of the document that is another.' })
  terms!: OwnNext['terms'];
}

@ObjectType('OwnAgreement', { simpleResolvers: true, description: 'The agreement that the caller asks under.' })
class OwnAgreementType {
  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Number of the version in force.' })
  number!: number;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Digest of its document: answers and reports name it.' })
  digest!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: "Title in the request's language." })
  title!: string;

  @Needs('inquiry.ask')
  @Field(() => DateScalar, { description: 'The first day with it.' })
  fromOn!: string;

  @Needs('inquiry.ask')
  @Field(() => DateScalar, { description: 'The last day with it.' })
  untilOn!: string;

  @Needs('inquiry.ask', { rows: 3 })
  @Field(() => [PurposeType], { description: 'What may be asked for.' })
  purposes!: readonly OwnPurpose[];

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'What is graded: credit, churn and so on; grades and ratings of nothing else are told.' })
  dimension!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'issued: the official grade, and no rating of any day; monitoring: the newest rating.' })
  grade!: string;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Facts of so many months before the day of the inquiry are told, no older ones.' })
  windowMonths!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'A grade as of a day longer ago is not told.' })
  freshDays!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'After a ruleset was changed, the grade by the former one is told beside for so many days; 0: never.' })
  bothGradesDays!: number;

  @Needs('inquiry.ask')
  @Field(() => QuotasType, { description: 'How often may be asked.' })
  quotas!: QuotasType;

  @Needs('inquiry.ask')
  @Field(() => Money, { description: 'Of one inquiry.' })
  price!: OwnAgreement['price'];

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'For how many days what is told may be kept.' })
  retentionDays!: number;

  @Needs('inquiry.ask')
  @Field(() => NextType, { nullable: true, description: 'What takes its place later; empty: nothing was approved yet.' })
  next!: OwnNext | null;
}

@Resolver()
class OwnQuery {
  private readonly full: () => GraphQLSchema;

  constructor(full: () => GraphQLSchema) {
    this.full = full;
  }

  @Needs('inquiry.ask')
  @Query(() => OwnAgreementType, {
    nullable: true,
    description: 'The agreement that the caller asks under: purposes, scopes, quotas, and the version that comes next with what changes by it.',
  })
  agreement(@Ctx() context: Context): Promise<OwnAgreement | null> {
    return ownAgreement(context, this.full());
  }
}

/** `full`: the whole graph, which the changes are found in. */
export const resolversOf = (full: () => GraphQLSchema): object[] => [new OwnQuery(full)];
