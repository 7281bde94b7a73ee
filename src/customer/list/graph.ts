import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import type { FactRow } from '../../db/read.ts';
import type { Context } from '../../graphql/context.ts';
import { publish } from '../../graphql/fact.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { addListEntry, type ListAnswer } from './addlistentry.ts';
import { catalogue, type PublishedCause, type PublishedList } from './catalogue.ts';
import { endListEntry } from './endlistentry.ts';
import { listEntry } from './fact.ts';

const entries = publish(listEntry);

@ObjectType('ListCause', { simpleResolvers: true, description: 'Why somebody may be put on a list, or taken off it.' })
class CauseType {
  @Needs('list.read')
  @Field(() => String, { description: 'The word for it.' })
  code!: string;

  @Needs('list.read')
  @Field(() => String, { description: "In words, in the request's language." })
  text!: string;
}

@ObjectType('CompanyList', { simpleResolvers: true, description: 'A list that customers can be on.' })
class ListType {
  @Needs('list.read')
  @Field(() => String, { description: 'The word for it.' })
  code!: string;

  @Needs('list.read')
  @Field(() => String, { description: "Its name, in the request's language." })
  title!: string;

  @Needs('list.read')
  @Field(() => Boolean, { description: 'A second person must agree, to put somebody on it and to take somebody off it.' })
  needsApproval!: boolean;

  @Needs('list.read')
  @Field(() => [CauseType], { description: 'Why somebody may be put on it.' })
  causes!: PublishedCause[];

  @Needs('list.read')
  @Field(() => [CauseType], { description: 'Why somebody may be taken off it before the entry expires.' })
  endCauses!: PublishedCause[];
}

@InputType({ description: 'Who is put on which list, why, and until when.' })
class AddListEntryInput {
  @Needs('list.edit')
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Needs('list.edit')
  @Field(() => String, { description: 'Code of the list (`lists`).' })
  list!: string;

  @Needs('list.edit')
  @Field(() => String, { description: 'Code of one of its causes.' })
  cause!: string;

  @Needs('list.edit')
  @Field(() => String, { description: 'The reason in words.' })
  text!: string;

  @Needs('list.edit')
  @Field(() => String, { nullable: true, description: 'The system or person that says so; by default you.' })
  source?: string;

  @Needs('list.edit')
  @Field(() => DateScalar, { nullable: true, description: 'First day on it; by default today, never later.' })
  startedOn?: string;

  @Needs('list.edit')
  @Field(() => DateScalar, { nullable: true, description: 'The day from which it is no longer in force; by default no end is set.' })
  expiresOn?: string;

  @Needs('list.edit')
  @Field(() => ID, { description: 'Yours, one per intended entry: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@InputType({ description: 'Which entry ends, why, and from which day.' })
class EndListEntryInput {
  @Needs('list.edit')
  @Field(() => ID, { description: 'The entry.' })
  id!: string;

  @Needs('list.edit')
  @Field(() => String, { description: 'Code of a cause for ending one (`lists { endCauses { code } }`).' })
  cause!: string;

  @Needs('list.edit')
  @Field(() => String, { description: 'The reason in words.' })
  text!: string;

  @Needs('list.edit')
  @Field(() => DateScalar, { nullable: true, description: 'The day from which it is no longer in force; by default today, never later.' })
  endedOn?: string;

  @Needs('list.edit')
  @Field(() => ID, { description: 'Yours, one per intended end: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@ObjectType('ListPayload', {
  simpleResolvers: true,
  description: 'The entry as it is now, the request that waits for a second person, or why nothing was done.',
})
class ListPayload {
  @Needs('list.edit')
  @Field(() => entries.type, { nullable: true, description: 'The entry; empty while a second person has not agreed to make it.' })
  entry!: FactRow | null;

  @Needs('list.edit')
  @Field(() => ID, { nullable: true, description: 'The request that a second person decides on; empty: it was done at once.' })
  approvalId!: string | null;

  @Needs('list.edit')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@Resolver()
class ListOperations {
  @Needs('list.read')
  @Query(() => [ListType], { description: 'The lists that customers can be on, and why.' })
  lists(@Ctx() context: Context): PublishedList[] {
    return catalogue(context.language);
  }

  @Needs('list.edit', { args: { input: 'list.edit' } })
  @Mutation(() => ListPayload, { description: 'Puts a customer on a list. On bad debt it takes effect once a second person has agreed.' })
  addListEntry(
    @Arg('input', () => AddListEntryInput, { description: 'Who, on which, why, until when.' }) input: AddListEntryInput,
    @Ctx() context: Context,
  ): Promise<ListAnswer> {
    return addListEntry(context, input);
  }

  @Needs('list.edit', { args: { input: 'list.edit' } })
  @Mutation(() => ListPayload, {
    description: 'Takes a customer off a list before the entry expires. Off bad debt it takes effect once a second person has agreed.',
  })
  endListEntry(
    @Arg('input', () => EndListEntryInput, { description: 'Which entry, why, from when.' }) input: EndListEntryInput,
    @Ctx() context: Context,
  ): Promise<ListAnswer> {
    return endListEntry(context, input);
  }
}

export const resolvers = [ListOperations, ...entries.lists];
export const reads = entries.reads;
