import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Context } from '../../graphql/context.ts';
import { publish } from '../../graphql/fact.ts';
import { pageSize } from '../../graphql/page.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { askForbearance, type ForbearanceAnswer } from './askforbearance.ts';
import { endForbearance } from './endforbearance.ts';
import { forbearance } from './fact.ts';
import { find } from './find.ts';
import { handlers } from './handlers.ts';
import { accountsOf, type PublishedRequest } from './request.ts';

const windows = publish(forbearance);

@ObjectType('ForbearanceAccount', { simpleResolvers: true, description: 'An account that a request for forbearance names.' })
class AccountType {
  @Needs('approval.read')
  @Field(() => ID, { description: 'The id of its customer.' })
  customer!: string;

  @Needs('approval.read')
  @Field(() => ID, { description: 'Its own id.' })
  account!: string;
}

@ObjectType('ForbearanceRequest', { simpleResolvers: true, description: 'What a request for forbearance asks.' })
class RequestType {
  @Needs('approval.read')
  @Field(() => ID, { description: 'Its id; `endForbearance` takes it once it is approved.' })
  id!: string;

  @Needs('approval.read')
  @Field(() => Boolean, { description: 'It asks that the windows expire before their day.' })
  ends!: boolean;

  @Needs('approval.read')
  @Field(() => DateScalar, { description: 'First due day of the window.' })
  fromOn!: string;

  @Needs('approval.read')
  @Field(() => DateScalar, { description: 'Last due day of the window.' })
  untilOn!: string;

  @Needs('approval.read')
  @Field(() => DateScalar, { description: 'Last day to pay.' })
  expiresOn!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'Code of the cause.' })
  cause!: string;

  @Needs('approval.read')
  @Field(() => String, { description: 'The reason in words.' })
  text!: string;
}

@Resolver(() => RequestType)
class RequestFields {
  @Needs('approval.read', { args: { first: 'open', after: 'open' } })
  @FieldResolver(() => [AccountType], { description: 'The accounts it names, in the order of ids.' })
  accounts(
    @Root() request: PublishedRequest,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many at most, up to ${limits.pageMax}.` }) first: number,
    @Arg('after', () => ID, { nullable: true, description: 'The `account` of the last one seen: go on behind it.' }) after: string | undefined,
  ): AccountType[] {
    return accountsOf(request, pageSize('first', first), after);
  }
}

@InputType({ description: 'Which accounts may be late with which bills, until when, and why.' })
class AskForbearanceInput {
  @Needs('forbearance.edit')
  @Field(() => [ID], { description: `The accounts, up to ${limits.forbearanceAccountsMax}.` })
  accounts!: string[];

  @Needs('forbearance.edit')
  @Field(() => DateScalar, { description: 'First due day of the window.' })
  fromOn!: string;

  @Needs('forbearance.edit')
  @Field(() => DateScalar, { description: `Last due day of the window; it holds up to ${limits.forbearanceDaysMax} days.` })
  untilOn!: string;

  @Needs('forbearance.edit')
  @Field(() => DateScalar, { description: 'Last day to pay: a bill not paid by then counts as late from its own due day.' })
  expiresOn!: string;

  @Needs('forbearance.edit')
  @Field(() => String, { description: 'Code of the cause: disaster, epidemic, outage, own_error, legal_order or hardship.' })
  cause!: string;

  @Needs('forbearance.edit')
  @Field(() => String, { description: 'The reason in words.' })
  text!: string;

  @Needs('forbearance.edit')
  @Field(() => ID, { description: 'Yours, one per intended request: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@InputType({ description: 'Which forbearance shall expire before its day, and why.' })
class EndForbearanceInput {
  @Needs('forbearance.edit')
  @Field(() => ID, { description: 'The request that was approved, or one of its windows: all of them end.' })
  id!: string;

  @Needs('forbearance.edit')
  @Field(() => String, { description: 'The reason in words.' })
  text!: string;

  @Needs('forbearance.edit')
  @Field(() => ID, { description: 'Yours, one per intended request: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@ObjectType('ForbearancePayload', { simpleResolvers: true, description: 'The request that waits for a second person, or why nothing was done.' })
class ForbearancePayload {
  @Needs('forbearance.edit')
  @Field(() => ID, { nullable: true, description: 'The id of the forbearance asked for, or to be ended.' })
  id!: string | null;

  @Needs('forbearance.edit')
  @Field(() => ID, { nullable: true, description: 'The request that a second person decides on.' })
  approvalId!: string | null;

  @Needs('forbearance.edit')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@Resolver()
class ForbearanceOperations {
  @Needs('approval.read', { args: { approval: 'approval.read' } })
  @Query(() => RequestType, { nullable: true, description: 'What a request for forbearance asks, for who decides on it; null when there is none.' })
  forbearanceRequest(
    @Arg('approval', () => ID, { description: 'The request for approval.' }) approval: string,
    @Ctx() context: Context,
  ): Promise<PublishedRequest | undefined> {
    return find(context, handlers, approval);
  }

  @Needs('forbearance.edit', { args: { input: 'forbearance.edit' } })
  @Mutation(() => ForbearancePayload, { description: 'Asks a second person to let late bills of some accounts not count: a flood, an outage.' })
  askForbearance(
    @Arg('input', () => AskForbearanceInput, { description: 'Which accounts, which bills, until when, why.' }) input: AskForbearanceInput,
    @Ctx() context: Context,
  ): Promise<ForbearanceAnswer> {
    return askForbearance(context, input);
  }

  @Needs('forbearance.edit', { args: { input: 'forbearance.edit' } })
  @Mutation(() => ForbearancePayload, { description: 'Asks a second person to let forbearance expire before its day.' })
  endForbearance(
    @Arg('input', () => EndForbearanceInput, { description: 'Which, and why.' }) input: EndForbearanceInput,
    @Ctx() context: Context,
  ): Promise<ForbearanceAnswer> {
    return endForbearance(context, input);
  }
}

export const resolvers = [ForbearanceOperations, RequestFields, ...windows.lists];
export const reads = windows.reads;
