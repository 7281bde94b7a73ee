import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import type { Context } from '../../graphql/context.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { ConsentType } from '../consent/graph.ts';
import type { PublishedConsent } from '../consent/publish.ts';
import type { ConsentAnswer } from './attemptconsent.ts';
import { giveConsent } from './giveconsent.ts';
import { recordConsent } from './recordconsent.ts';
import { type WithdrawnAnswer, withdrawConsent } from './withdrawconsent.ts';

@InputType({ description: "What a customer consents to in the company's front end, and how that can be proved." })
class GiveConsentInput {
  @Needs('consent.give')
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Needs('consent.give')
  @Field(() => String, { description: "The partner's name." })
  partner!: string;

  @Needs('consent.give')
  @Field(() => String, { description: 'For which purpose of its agreement.' })
  purpose!: string;

  @Needs('consent.give')
  @Field(() => [String], { description: 'What may be told: scopes that the agreement grants for the purpose.' })
  scopes!: string[];

  @Needs('consent.give')
  @Field(() => String, { description: 'Version of the text that the customer agreed to.' })
  textVersion!: string;

  @Needs('consent.give')
  @Field(() => String, { description: 'Language of that text, such as en or zh.' })
  language!: string;

  @Needs('consent.give')
  @Field(() => String, { description: 'Where the customer agreed, such as app or web.' })
  channel!: string;

  @Needs('consent.give')
  @Field(() => String, { description: 'The session there, by which your own records prove it.' })
  session!: string;

  @Needs('consent.give')
  @Field(() => DateTimeScalar, { nullable: true, description: 'It holds from this instant on; by default at once.' })
  validFrom?: string;

  @Needs('consent.give')
  @Field(() => DateTimeScalar, { nullable: true, description: 'It holds before this instant; by default until it is withdrawn.' })
  validUntil?: string;

  @Needs('consent.give')
  @Field(() => String, { nullable: true, description: 'What the partner calls the customer, where it is known: the partner may ask by it.' })
  reference?: string;

  @Needs('consent.give')
  @Field(() => ID, { description: 'Yours, one per intended consent: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@InputType({ description: 'What a customer signed, and where that lies.' })
class RecordConsentInput {
  @Needs('consent.edit')
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Needs('consent.edit')
  @Field(() => String, { description: "The partner's name." })
  partner!: string;

  @Needs('consent.edit')
  @Field(() => String, { description: 'For which purpose of its agreement.' })
  purpose!: string;

  @Needs('consent.edit')
  @Field(() => [String], { description: 'What may be told: scopes that the agreement grants for the purpose.' })
  scopes!: string[];

  @Needs('consent.edit')
  @Field(() => String, { description: 'Version of the text that the customer agreed to.' })
  textVersion!: string;

  @Needs('consent.edit')
  @Field(() => String, { description: 'Language of that text, such as en or zh.' })
  language!: string;

  @Needs('consent.edit')
  @Field(() => String, { description: 'Number of the signed document.' })
  documentNumber!: string;

  @Needs('consent.edit')
  @Field(() => String, { nullable: true, description: 'SHA-256 of the document, 64 hex digits.' })
  documentDigest?: string;

  @Needs('consent.edit')
  @Field(() => String, { description: 'Where the document lies.' })
  place!: string;

  @Needs('consent.edit')
  @Field(() => DateScalar, { nullable: true, description: 'The day it was signed; by default today.' })
  givenOn?: string;

  @Needs('consent.edit')
  @Field(() => DateTimeScalar, { nullable: true, description: 'It holds from this instant on; by default at once.' })
  validFrom?: string;

  @Needs('consent.edit')
  @Field(() => DateTimeScalar, { nullable: true, description: 'It holds before this instant; by default until it is withdrawn.' })
  validUntil?: string;

  @Needs('consent.edit')
  @Field(() => String, { nullable: true, description: 'What the partner calls the customer, where it is known: the partner may ask by it.' })
  reference?: string;

  @Needs('consent.edit')
  @Field(() => ID, { description: 'Yours, one per intended consent: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@InputType({ description: 'What is taken back: one consent, or all that a customer gave to a partner.' })
class WithdrawConsentInput {
  @Needs('consent.withdraw')
  @Field(() => ID, { nullable: true, description: 'The consent; instead of customer and partner.' })
  id?: string;

  @Needs('consent.withdraw')
  @Field(() => ID, { nullable: true, description: 'The customer; with `partner`, whether anything was given or not.' })
  customerId?: string;

  @Needs('consent.withdraw')
  @Field(() => String, { nullable: true, description: "The partner's name; with `customerId`." })
  partner?: string;

  @Needs('consent.withdraw')
  @Field(() => String, { nullable: true, description: 'Why, where the customer says so.' })
  why?: string;

  @Needs('consent.withdraw')
  @Field(() => ID, { description: 'Yours, one per intended withdrawal: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@ObjectType('ConsentPayload', { simpleResolvers: true, description: 'The consent as it is now, or why nothing was done.' })
export class ConsentPayload {
  @Needs('consent.read')
  @Field(() => ConsentType, { nullable: true, description: 'The consent.' })
  consent!: PublishedConsent | null;

  @Needs('consent.read')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@ObjectType('WithdrawConsentPayload', { simpleResolvers: true, description: 'What was taken back, or why nothing was done.' })
class WithdrawConsentPayload {
  @Needs('consent.withdraw')
  @Field(() => ConsentType, { nullable: true, description: 'The consent that was named, as it is now.' })
  consent!: PublishedConsent | null;

  @Needs('consent.withdraw')
  @Field(() => Int, { nullable: true, description: 'How many consents ended with this.' })
  ended!: number | null;

  @Needs('consent.withdraw')
  @Field(() => Int, {
    nullable: true,
    description:
      'How many consents of the customer to the partner are still in force, of one that was named: for the same purpose. Withdraw by customer and partner to end them all.',
  })
  remaining!: number | null;

  @Needs('consent.withdraw')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@Resolver()
class ConsentMutations {
  @Needs('consent.give', { args: { input: 'consent.give' } })
  @Mutation(() => ConsentPayload, { description: 'The customer consents, now, through the front end that sends this.' })
  giveConsent(
    @Arg('input', () => GiveConsentInput, { description: 'To what, and where.' }) input: GiveConsentInput,
    @Ctx() context: Context,
  ): Promise<ConsentAnswer> {
    return giveConsent(context, input);
  }

  @Needs('consent.edit', { args: { input: 'consent.edit' } })
  @Mutation(() => ConsentPayload, { description: 'Records what a customer signed.' })
  recordConsent(
    @Arg('input', () => RecordConsentInput, { description: 'To what, and where it lies.' }) input: RecordConsentInput,
    @Ctx() context: Context,
  ): Promise<ConsentAnswer> {
    return recordConsent(context, input);
  }

  @Needs('consent.withdraw', { args: { input: 'consent.withdraw' } })
  @Mutation(() => WithdrawConsentPayload, {
    description: 'Takes consents back: once this answers, nothing more is disclosed under them, and no form signed until today makes another.',
  })
  withdrawConsent(
    @Arg('input', () => WithdrawConsentInput, { description: 'What is taken back.' }) input: WithdrawConsentInput,
    @Ctx() context: Context,
  ): Promise<WithdrawnAnswer> {
    return withdrawConsent(context, input);
  }
}

export const resolvers = [ConsentMutations];
