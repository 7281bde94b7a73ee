import type { GraphQLSchema } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { ApprovalType } from '../../approval/graph.ts';
import type { PublishedApproval } from '../../approval/request.ts';
import type { Context } from '../../graphql/context.ts';
import { AgreementVersionType } from '../agreement/graph.ts';
import type { PublishedVersion } from '../agreement/publish.ts';
import { between } from './between.ts';
import { type Shown, sightNames } from './difference.ts';
import { ofRequest } from './ofrequest.ts';
import { ofVersion } from './ofversion.ts';
import type { PublishedChange, PublishedDifference, PublishedTerm } from './publish.ts';

export const ShownEnum = Object.fromEntries(sightNames.map((name) => [name.toUpperCase(), name]));
registerEnumType(ShownEnum, {
  name: 'Shown',
  description: 'How a partner sees a part of the graph.',
  valuesConfig: {
    CLEAR: { description: 'As it is.' },
    MASKED: { description: 'Behind its mask.' },
    WITHHELD: { description: 'It exists, and its value is not told.' },
    ABSENT: { description: 'It does not exist for the partner.' },
  },
});

@ObjectType('AgreementChange', { simpleResolvers: true, description: 'A field or argument that a partner sees otherwise than before.' })
export class AgreementChangeType {
  @Needs('open')
  @Field(() => String, { description: 'Under which purpose.' })
  purpose!: string;

  @Needs('open')
  @Field(() => String, { description: 'Which: `Customer.name`, `Customer.bills(from:)`.' })
  part!: string;

  @Needs('open')
  @Field(() => ShownEnum, { description: 'How it was seen.' })
  from!: Shown;

  @Needs('open')
  @Field(() => ShownEnum, { description: 'How it is seen.' })
  to!: Shown;

  @Needs('open')
  @Field(() => Boolean, { description: 'The partner sees more than before.' })
  isGain!: boolean;

  @Needs('open')
  @Field(() => String, { description: "Who sees what otherwise, in one sentence, in the request's language." })
  sentence!: string;
}

@ObjectType('AgreementTerm', {
  simpleResolvers: true,
  description: 'A member of the document that is another than before: a quota, a price, whom the partner may ask about.',
})
export class AgreementTermType {
  @Needs('open')
  @Field(() => String, { description: 'Where in the document.' })
  path!: string;

  @Needs('open')
  @Field(() => String, { nullable: true, description: 'What it was, as JSON; empty: it was not there.' })
  old!: string | null;

  @Needs('open')
  @Field(() => String, { nullable: true, description: 'What it is, as JSON; empty: it is there no more.' })
  new!: string | null;

  @Needs('open')
  @Field(() => String, { description: "Both in one sentence, in the request's language." })
  sentence!: string;
}

@ObjectType('AgreementDifference', {
  simpleResolvers: true,
  description: 'What changes for a partner from one version of its agreement to another, field by field.',
})
export class AgreementDifferenceType {
  @Needs('partner.read')
  @Field(() => String, { description: 'The name of the partner: to whom the fields become visible, or no longer are.' })
  partner!: string;

  @Needs('partner.read')
  @Field(() => Int, { nullable: true, description: 'Number of the version it starts from; empty: the partner had none.' })
  from!: number | null;

  @Needs('partner.read')
  @Field(() => Int, { nullable: true, description: 'Number of the version it leads to; empty for a document that is not kept.' })
  to!: number | null;

  @Needs('partner.read', { rows: 200 })
  @Field(() => [AgreementChangeType], { description: 'Every field and argument that is seen otherwise, by purpose.' })
  changes!: readonly PublishedChange[];

  @Needs('partner.read', { rows: 20 })
  @Field(() => [AgreementTermType], { description: 'Every member of the document that is another.' })
  terms!: readonly PublishedTerm[];
}

@Resolver(() => AgreementVersionType)
class VersionChanges {
  private readonly full: () => GraphQLSchema;

  constructor(full: () => GraphQLSchema) {
    this.full = full;
  }

  @Needs('partner.read')
  @FieldResolver(() => AgreementDifferenceType, { description: 'What changes with it for the partner, from the version that it takes the place of.' })
  changes(@Root() version: PublishedVersion, @Ctx() context: Context): Promise<PublishedDifference> {
    return ofVersion(context, this.full(), version);
  }

  @Needs('partner.read', { args: { from: 'partner.read', to: 'partner.read' } })
  @Query(() => AgreementDifferenceType, { description: 'What changes for a partner from one version of its agreement to another.' })
  agreementDiff(
    @Ctx() context: Context,
    @Arg('from', () => ID, { description: 'Id of a version.' }) from: string,
    @Arg('to', () => ID, { description: 'Id of another version for the same partner.' }) to: string,
  ): Promise<PublishedDifference> {
    return between(context, this.full(), from, to);
  }
}

@Resolver(() => ApprovalType)
class ApprovalAgreement {
  @Needs('partner.read')
  @FieldResolver(() => AgreementVersionType, {
    nullable: true,
    description: 'The version of an agreement that is to be approved, with what changes by it; empty where it is about something else.',
  })
  agreement(@Root() request: PublishedApproval, @Ctx() context: Context): Promise<PublishedVersion | undefined> {
    return ofRequest(context, request);
  }
}

/** `full`: the whole graph, which the differences are found in. */
export const resolversOf = (full: () => GraphQLSchema): object[] => [new VersionChanges(full), ApprovalAgreement];
