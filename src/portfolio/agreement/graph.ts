import { Arg, Ctx, Field, Float, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import type { Context } from '../../graphql/context.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { compare } from './compare.ts';
import type { ExternalAgreement } from './externalagreement.ts';

@ObjectType('AgreementWord', { simpleResolvers: true, description: "A word of a bureau's scale, and the own grades of the customers who have it." })
class AgreementWordType {
  @Needs('rating.external')
  @Field(() => String, { description: 'The word.' })
  word!: string;

  @Needs('rating.external')
  @Field(() => String, { description: 'The own grade it stands for.' })
  grade!: string;

  @Needs('rating.external', { rows: 10 })
  @Field(() => [Int], { description: 'Customers with the word, by own grade in the order of `grades`.' })
  counts!: readonly number[];
}

@ObjectType('ExternalAgreement', { simpleResolvers: true, description: "How far own grades and a bureau's agree on the same customers." })
class ExternalAgreementType {
  @Needs('portfolio.read')
  @Field(() => String, { description: 'Name of the ruleset.' })
  ruleset!: string;

  @Needs('portfolio.read')
  @Field(() => String, { description: 'Digest of the version whose ratings are compared.' })
  digest!: string;

  @Needs('portfolio.read')
  @Field(() => DateScalar, { description: 'Both as of this day.' })
  asOf!: string;

  @Needs('rating.external')
  @Field(() => String, { description: 'Who rates them too.' })
  agency!: string;

  @Needs('rating.external')
  @Field(() => String, { description: 'On which scale.' })
  scale!: string;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'Customers with both.' })
  customers!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'Customers graded here, of whom the bureau has no rating that held on the day.' })
  unrated!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'Customers graded here, whom the bureau rates with a word that the version does not read.' })
  unread!: number;

  @Needs('rating.external')
  @Field(() => Float, { nullable: true, description: "Spearman's rank correlation, from -1 to 1; empty where all are alike in one of the two." })
  rho!: number | null;

  @Needs('rating.external')
  @Field(() => Float, { nullable: true, description: "Kendall's tau-b, from -1 to 1; empty where all are alike in one of the two." })
  tau!: number | null;

  @Needs('rating.external')
  @Field(() => Int, { description: 'Customers whose grade is the one that the word stands for.' })
  exact!: number;

  @Needs('rating.external')
  @Field(() => Float, { nullable: true, description: 'Of all with both.' })
  exactShare!: number | null;

  @Needs('rating.external')
  @Field(() => Int, { description: 'The same give or take one grade.' })
  near!: number;

  @Needs('rating.external')
  @Field(() => Float, { nullable: true, description: 'Of all with both.' })
  nearShare!: number | null;

  @Needs('portfolio.read', { rows: 10 })
  @Field(() => [String], { description: 'Own grades, the best first.' })
  grades!: readonly string[];

  @Needs('rating.external', { rows: 10 })
  @Field(() => [AgreementWordType], { description: 'Words of the scale, the best first, each with its customers by own grade: the matrix.' })
  words!: AgreementWordType[];
}

@Resolver()
class AgreementQuery {
  @Needs('portfolio.read', { args: { dimension: 'open', agency: 'rating.external', scale: 'rating.external', asOf: 'open' } })
  @Query(() => ExternalAgreementType, {
    description: 'How far the ratings of the active version as of a day agree with those of a bureau whose scale it reads.',
  })
  externalAgreement(
    @Ctx() context: Context,
    @Arg('dimension', () => String, { defaultValue: 'credit', description: 'Of which rating.' }) dimension: string,
    @Arg('agency', () => String, { description: 'The bureau or agency.' }) agency: string,
    @Arg('scale', () => String, { nullable: true, description: 'Its scale, where the version reads several.' }) scale: string | undefined,
    @Arg('asOf', () => DateScalar, { description: 'The day that ratings were made as of.' }) asOf: string,
  ): Promise<ExternalAgreement> {
    return compare(context, { dimension, agency, scale, asOf });
  }
}

export const resolvers = [AgreementQuery];
