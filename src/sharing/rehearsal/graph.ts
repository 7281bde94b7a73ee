import type { GraphQLSchema } from 'graphql';
import { Arg, Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Context } from '../../graphql/context.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { FaultType } from '../agreeing/graph.ts';
import type { PublishedFault } from '../agreeing/publishfault.ts';
import { AgreementChangeType, AgreementDifferenceType } from '../difference/graph.ts';
import type { PublishedChange, PublishedDifference } from '../difference/publish.ts';
import { dryRunOf, type PublishedDryRun, type PublishedRehearsal } from './dryrunof.ts';

@ObjectType('RehearsalCause', {
  simpleResolvers: true,
  description: 'Why inquiries that were answered would be refused, or the grade that was told would not be.',
})
class CauseType {
  @Needs('partner.read')
  @Field(() => String, {
    description:
      'Refused: purpose, fields, quota_day, quota_subject, quota_burst, subject or carried. The grade not told: grade (of the other kind), dimension or stale.',
  })
  cause!: string;

  @Needs('partner.read')
  @Field(() => String, { description: "The same in words, in the request's language." })
  text!: string;

  @Needs('partner.read')
  @Field(() => Int, { description: 'How many.' })
  inquiries!: number;
}

@ObjectType('RehearsalField', { simpleResolvers: true, description: 'A field that was asked for and would be shown otherwise, or not at all.' })
class FieldType {
  @Needs('partner.read')
  @Field(() => AgreementChangeType, { description: 'Which, and how.' })
  change!: PublishedChange;

  @Needs('partner.read')
  @Field(() => Int, { description: 'In how many inquiries it was asked for.' })
  inquiries!: number;
}

@ObjectType('AgreementRehearsal', {
  simpleResolvers: true,
  description: 'What would have become of recorded inquiries under another agreement. Quotas are counted from the first of them on.',
})
class RehearsalType {
  @Needs('partner.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the first of them was asked; empty: there is none.' })
  since!: string | null;

  @Needs('partner.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the last of them was asked.' })
  until!: string | null;

  @Needs('partner.read')
  @Field(() => Int, { description: 'Requests, of one subject or many.' })
  requests!: number;

  @Needs('partner.read')
  @Field(() => Int, { description: 'Inquiries, each about one subject.' })
  inquiries!: number;

  @Needs('partner.read')
  @Field(() => Int, { description: 'Answered then, and would be; with the same grade, unless `fields` says that it is masked or withheld.' })
  answered!: number;

  @Needs('partner.read')
  @Field(() => Int, { description: 'Answered then, and would be refused: `causes`.' })
  refusedNow!: number;

  @Needs('partner.read')
  @Field(() => Int, {
    description: 'A grade was told then, and that grade would not be: `causes`. Whether another would be told in its place is not looked up.',
  })
  gradeNotTold!: number;

  @Needs('partner.read')
  @Field(() => Int, {
    description: 'Answered then; what decides whether it would be (the consent, the rating of the grade) is kept no more.',
  })
  unknown!: number;

  @Needs('partner.read')
  @Field(() => Int, { description: 'Refused then because of whom they were about, and would be answered.' })
  answeredNow!: number;

  @Needs('partner.read')
  @Field(() => Int, { description: 'Refused then, and would be.' })
  refusedBefore!: number;

  @Needs('partner.read')
  @Field(() => Int, { description: 'Inquiries with fields that nothing was ever told of: whether the agreement shows them is not known.' })
  fieldsUnknown!: number;

  @Needs('partner.read', { rows: 10 })
  @Field(() => [CauseType], { description: 'Why inquiries would be refused, or their grade not be told; each counts once.' })
  causes!: PublishedRehearsal['causes'];

  @Needs('partner.read', { rows: 20 })
  @Field(() => [FieldType], { description: 'Fields that were asked for and would be gained, lost, or shown otherwise.' })
  fields!: PublishedRehearsal['fields'];
}

@ObjectType('AgreementDryRun', { simpleResolvers: true, description: 'What a proposed agreement would change. Nothing is kept.' })
class DryRunType {
  @Needs('partner.read', { rows: 20 })
  @Field(() => [FaultType], { description: 'What the check finds in the document.' })
  faults!: readonly PublishedFault[];

  @Needs('partner.read')
  @Field(() => RehearsalType, { nullable: true, description: 'What becomes of the last inquiries under it; empty where it does not read, or names nobody.' })
  rehearsal!: PublishedRehearsal | null;

  @Needs('partner.read')
  @Field(() => AgreementDifferenceType, {
    nullable: true,
    description: 'What changes for the partner from the last version that was approved; empty likewise.',
  })
  difference!: PublishedDifference | null;
}

@Resolver()
class RehearsalQuery {
  private readonly full: () => GraphQLSchema;

  constructor(full: () => GraphQLSchema) {
    this.full = full;
  }

  @Needs('partner.read', { args: { text: 'partner.read', last: 'open' } })
  @Query(() => DryRunType, {
    description:
      'Holds a proposed agreement against the last inquiries of its partner: which would still be answered, which refused or without their grade and why, which fields gained or lost.',
  })
  agreementDryRun(
    @Ctx() context: Context,
    @Arg('text', () => String, { description: 'The document: YAML or JSON, as schema/agreement.schema.json describes it.' }) text: string,
    @Arg('last', () => Int, { defaultValue: limits.rehearsedInquiries, description: `So many of the last inquiries, at most ${limits.rehearsedInquiriesMax}.` })
    last: number,
  ): Promise<PublishedDryRun> {
    return dryRunOf(context, this.full(), { text, last });
  }
}

/** `full`: the whole graph, which the differences are found in. */
export const resolversOf = (full: () => GraphQLSchema): object[] => [new RehearsalQuery(full)];
