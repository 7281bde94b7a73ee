import { Arg, type ClassType, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { Needs, needsValues } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import { connectionOf } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { published } from '../../graphql/fact.ts';
import type { Connection } from '../../graphql/page.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { type Check, checks, type Evidence, type State, states, type Way, ways } from './consent.ts';
import { consents } from './consents.ts';
import { find } from './find.ts';
import { listOf } from './listof.ts';
import type { PublishedConsent } from './publish.ts';
import { signedReceipt } from './signedreceipt.ts';

const named = <Word extends string>(words: readonly Word[]) => Object.fromEntries(words.map((word) => [word.toUpperCase(), word]));

const ConsentWay = named(ways);
registerEnumType(ConsentWay, {
  name: 'ConsentWay',
  description: 'Who brought a consent.',
  valuesConfig: {
    CUSTOMER: { description: "The customer, through the company's front end." },
    STAFF: { description: 'Staff, with a document.' },
    PARTNER: { description: 'The partner, with a signed form that it keeps; it is spot-checked.' },
    IMPORT: { description: 'A file of many.' },
  },
});
needsValues<Uppercase<Way>>('ConsentWay', { CUSTOMER: 'open', STAFF: 'open', PARTNER: 'open', IMPORT: 'open' });

const ConsentState = named(states);
registerEnumType(ConsentState, {
  name: 'ConsentState',
  description: 'What has become of a consent.',
  valuesConfig: {
    IN_FORCE: { description: 'The partner may ask under it.' },
    NOT_YET: { description: 'It begins later.' },
    EXPIRED: { description: 'Its time is over.' },
    WITHDRAWN: { description: 'The customer took it back.' },
    FAILED: { description: 'The form could not be shown, or was not as it was said to be.' },
  },
});
needsValues<Uppercase<State>>('ConsentState', { IN_FORCE: 'open', NOT_YET: 'open', EXPIRED: 'open', WITHDRAWN: 'open', FAILED: 'open' });

const ConsentCheck = named(checks);
registerEnumType(ConsentCheck, {
  name: 'ConsentCheck',
  description: "Where the spot check of a partner's form stands.",
  valuesConfig: {
    QUEUED: { description: 'Nobody has looked yet; the consent counts.' },
    PASSED: { description: 'The form is as it was said to be.' },
    FAILED: { description: 'It is not, and the consent has ended.' },
  },
});
needsValues<Uppercase<Check>>('ConsentCheck', { QUEUED: 'open', PASSED: 'open', FAILED: 'open' });

@ObjectType('ConsentEvidence', { simpleResolvers: true, description: 'How a consent can be proved. What it has hangs on the way it came.' })
class EvidenceType {
  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Of the customer: where, such as app or web.' })
  channel!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Of the customer: the session there.' })
  session!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Of staff: number of the document.' })
  documentNumber!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Of staff: SHA-256 of the document, hex.' })
  documentDigest!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Of staff: where the document lies.' })
  place!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Of a partner or a file: number of the signed form.' })
  formNumber!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Of a partner or a file: SHA-256 of the signed form, hex.' })
  formDigest!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Of a file: its SHA-256, hex.' })
  fileDigest!: string | null;

  @Needs('consent.read')
  @Field(() => Int, { nullable: true, description: 'Of a file: the line.' })
  line!: number | null;
}

@ObjectType('Consent', { simpleResolvers: true, description: "A customer's word that a partner may be told something for a purpose." })
export class ConsentType {
  @Needs('consent.read')
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('consent.read')
  @Field(() => ID, { description: 'The id of the customer.' })
  customer!: string;

  @Needs('consent.read')
  @Field(() => String, { description: "The partner's name." })
  partner!: string;

  @Needs('consent.read')
  @Field(() => String, { description: 'What people call the partner.' })
  partnerTitle!: string;

  @Needs('consent.read')
  @Field(() => String, { description: 'For which purpose.' })
  purpose!: string;

  @Needs('consent.read')
  @Field(() => [String], { description: 'What may be told: scopes, in the order of the alphabet.' })
  scopes!: string[];

  @Needs('consent.read')
  @Field(() => String, { description: 'Version of the text that the customer agreed to.' })
  textVersion!: string;

  @Needs('consent.read')
  @Field(() => String, { description: 'Language of that text, such as en or zh.' })
  language!: string;

  @Needs('consent.read')
  @Field(() => ConsentWay, { description: 'Who brought it.' })
  givenBy!: Way;

  @Needs('consent.read')
  @Field(() => EvidenceType, { description: 'How it can be proved.' })
  evidence!: Evidence;

  @Needs('consent.read')
  @Field(() => DateScalar, { description: 'The day the customer agreed.' })
  givenOn!: string;

  @Needs('consent.read')
  @Field(() => DateTimeScalar, { description: 'It holds from this instant on.' })
  validFrom!: string;

  @Needs('consent.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'It holds before this instant; empty: until it is withdrawn.' })
  validUntil!: string | null;

  @Needs('consent.read')
  @Field(() => ConsentState, { description: 'What has become of it by now.' })
  state!: State;

  @Needs('consent.read')
  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordedAt!: string;

  @Needs('consent.read')
  @Field(() => String, { description: 'Who recorded it.' })
  recordedBy!: string;

  @Needs('consent.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was withdrawn: nothing was disclosed under it since.' })
  withdrawnAt!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Who recorded the withdrawal.' })
  withdrawnBy!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Why it was withdrawn, where that was said.' })
  withdrawnWhy!: string | null;

  @Needs('consent.read')
  @Field(() => ConsentCheck, { nullable: true, description: 'Where the spot check stands; empty for what a partner did not file.' })
  spotCheck!: Check | null;

  @Needs('consent.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the spot check was decided.' })
  checkedAt!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'Who decided the spot check.' })
  checkedBy!: string | null;

  @Needs('consent.read')
  @Field(() => String, { nullable: true, description: 'What was looked at and found.' })
  checkedWhy!: string | null;
}

@Resolver(() => ConsentType)
class ConsentFields {
  @Needs('consent.read')
  @FieldResolver(() => String, {
    description: 'Receipt for the customer, as the consent stands now: a JWS of the type consent-receipt+jwt under a key of /.well-known/assay-keys.json.',
  })
  receipt(@Root() row: PublishedConsent, @Ctx() context: Context): Promise<string> {
    return signedReceipt(context, row);
  }
}

export const ConsentConnection = connectionOf('Consent', () => ConsentType, 'consent.read') as ClassType<Connection<PublishedConsent>>;
const firstArg = { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` };
const afterArg = { nullable: true, description: 'The `endCursor` of the page before.' };

@Resolver(() => published('Customer'))
class ConsentingCustomer {
  @Needs('consent.read', { args: { first: 'open', after: 'open' } })
  @FieldResolver(() => ConsentConnection, { description: 'What the customer consented to, whatever became of it, the newest first.' })
  consents(
    @Root() { customerId }: { customerId: string },
    @Ctx() context: Context,
    @Arg('first', () => Int, firstArg) first: number,
    @Arg('after', () => String, afterArg) after: string | undefined,
  ): Promise<Connection<PublishedConsent>> {
    return listOf(context, customerId, { first, after });
  }
}

@Resolver()
class ConsentQueries {
  @Needs('consent.read', { args: { id: 'consent.read' } })
  @Query(() => ConsentType, { nullable: true, description: 'One consent; null when there is none.' })
  consent(
    @Arg('id', () => ID, { description: 'Its id, which is also the `jti` of its receipt.' }) id: string,
    @Ctx() context: Context,
  ): Promise<PublishedConsent | undefined> {
    return find(context, id);
  }

  @Needs('consent.read', { args: { partner: 'consent.read', customer: 'consent.read', first: 'open', after: 'open' } })
  @Query(() => ConsentConnection, { description: 'Consents, whatever became of them, the newest first.' })
  consents(
    @Ctx() context: Context,
    @Arg('partner', () => String, { nullable: true, description: 'To this partner alone: its name.' }) partner: string | undefined,
    @Arg('customer', () => ID, { nullable: true, description: 'Of this customer alone.' }) customer: string | undefined,
    @Arg('first', () => Int, firstArg) first: number,
    @Arg('after', () => String, afterArg) after: string | undefined,
  ): Promise<Connection<PublishedConsent>> {
    return consents(context, { partner, customer, first, after });
  }
}

export const resolvers = [ConsentQueries, ConsentFields, ConsentingCustomer];
