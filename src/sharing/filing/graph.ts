import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Context } from '../../graphql/context.ts';
import type { Connection } from '../../graphql/page.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { consents } from '../consent/consents.ts';
import { ConsentConnection } from '../consent/graph.ts';
import type { PublishedConsent } from '../consent/publish.ts';
import type { ConsentAnswer } from '../giving/attemptconsent.ts';
import { ConsentPayload } from '../giving/graph.ts';
import { SignedFormInput, SubjectInput } from '../inquiry/graph.ts';
import { decideConsentCheck } from './decideconsentcheck.ts';
import { type FiledAnswer, fileConsents } from './fileconsents.ts';

@InputType({ description: 'A form that a person signed.' })
class FiledConsentInput {
  @Needs('inquiry.ask')
  @Field(() => SubjectInput, {
    description: 'Who signed it. A number in clear finds whom you never asked about; its hash and your reference find who consented to you before.',
  })
  subject!: SubjectInput;

  @Needs('inquiry.ask')
  @Field(() => SignedFormInput, { description: 'What was signed.' })
  form!: SignedFormInput;

  @Needs('inquiry.ask')
  @Field(() => String, { nullable: true, description: 'What you call the person: you may ask by it from then on.' })
  reference?: string;
}

@InputType({ description: 'Forms of consent for the purpose of the operation.' })
class FileConsentsInput {
  @Needs('inquiry.ask')
  @Field(() => [FiledConsentInput], { description: `The forms, at most ${limits.inquirySubjects}.` })
  consents!: FiledConsentInput[];

  @Needs('inquiry.ask')
  @Field(() => ID, { description: 'Yours, one per intended filing: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@ObjectType('FileConsentsPayload', { simpleResolvers: true, description: 'That the forms were taken in, or what is wrong with one.' })
class FileConsentsPayload {
  @Needs('inquiry.ask')
  @Field(() => Int, { nullable: true, description: 'How many forms were taken in, whoever they are of; empty when none was.' })
  received!: number | null;

  @Needs('inquiry.ask')
  @Field(() => RefusalType, { nullable: true, description: 'What is wrong with a form, whosever it is. None of the forms was taken in then.' })
  refusal!: RefusalType | null;
}

@InputType({ description: "What a spot check of a partner's form found." })
class DecideConsentCheckInput {
  @Needs('consent.edit')
  @Field(() => ID, { description: 'The consent.' })
  id!: string;

  @Needs('consent.edit')
  @Field(() => Boolean, { description: 'The form is there, and is as it was said to be; otherwise the consent ends at once.' })
  passed!: boolean;

  @Needs('consent.edit')
  @Field(() => String, { description: 'What was looked at and found.' })
  why!: string;

  @Needs('consent.edit')
  @Field(() => ID, { description: 'Yours, one per intended decision: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@Resolver()
class FilingOperations {
  @Needs('inquiry.ask', { args: { input: 'inquiry.ask' } })
  @Mutation(() => FileConsentsPayload, {
    description:
      'Files signed forms before anybody is asked about. The answer is the same whoever they are of; a form that was named for somebody else, or that is not newer than the last withdrawal, makes no consent.',
  })
  fileConsents(@Arg('input', () => FileConsentsInput, { description: 'The forms.' }) input: FileConsentsInput, @Ctx() context: Context): Promise<FiledAnswer> {
    return fileConsents(context, input);
  }

  @Needs('consent.edit', { args: { partner: 'consent.edit', first: 'open', after: 'open' } })
  @Query(() => ConsentConnection, { description: 'Consents that partners filed and nobody has checked, the oldest first. They count until a check fails.' })
  consentChecks(
    @Ctx() context: Context,
    @Arg('partner', () => String, { nullable: true, description: 'Filed by this partner alone: its name.' }) partner: string | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<PublishedConsent>> {
    return consents(context, { partner, check: 'queued', oldest: true, first, after });
  }

  @Needs('consent.edit', { args: { input: 'consent.edit' } })
  @Mutation(() => ConsentPayload, {
    description: 'Says what a spot check found. A form that failed ends its consent at once, and the event consent.failed tells it.',
  })
  decideConsentCheck(
    @Arg('input', () => DecideConsentCheckInput, { description: 'Of which consent, and what was found.' }) input: DecideConsentCheckInput,
    @Ctx() context: Context,
  ): Promise<ConsentAnswer> {
    return decideConsentCheck(context, input);
  }
}

export const resolvers = [FilingOperations];
