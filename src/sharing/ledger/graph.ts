import { Arg, type ClassType, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import { connectionOf } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { published } from '../../graphql/fact.ts';
import type { Connection } from '../../graphql/page.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { ConsentConnection } from '../consent/graph.ts';
import type { PublishedConsent } from '../consent/publish.ts';
import { type Breach, breach } from './breach.ts';
import type { DisclosedField, PublishedDisclosure } from './disclosed.ts';
import { disclosures } from './disclosures.ts';
import { filed } from './filed.ts';
import { numberOf } from './numberof.ts';

const first = `How many, at most ${limits.pageMax}.`;
const after = 'The `endCursor` of the page before.';
const partnerName = 'The name of the partner.';

@ObjectType('DisclosedTo', { simpleResolvers: true, description: 'Whom something was told.' })
class DisclosedToType {
  @Needs('disclosure.read')
  @Field(() => String, { description: 'Name of the partner.' })
  name!: string;

  @Needs('disclosure.read')
  @Field(() => String, { description: 'What people call it.' })
  title!: string;

  @Needs('disclosure.read')
  @Field(() => String, { description: 'What it is: lender, agency, operator, landlord, employer, insurer, authority or merchant.' })
  kind!: string;
}

@ObjectType('DisclosedField', { simpleResolvers: true, description: 'A field that was told.' })
class DisclosedFieldType {
  @Needs('disclosure.read')
  @Field(() => String, { description: 'The field, such as Customer.name.' })
  field!: string;

  @Needs('disclosure.read')
  @Field(() => Boolean, { description: 'Only its mask was told.' })
  masked!: boolean;
}

@ObjectType('Disclosure', { simpleResolvers: true, description: 'Something that a partner was told of a customer: which fields, never their values.' })
class DisclosureType {
  @Needs('customer.read')
  @Field(() => ID, { description: 'Id of the customer it was told of.' })
  customer!: string;

  @Needs('disclosure.read')
  @Field(() => DateTimeScalar, { description: 'When: its entry of the audit was durable then, and the answer left after.' })
  at!: string;

  @Needs('disclosure.read')
  @Field(() => DisclosedToType, { description: 'To whom.' })
  partner!: DisclosedToType;

  @Needs('disclosure.read')
  @Field(() => String, { description: 'What for: a purpose of the agreement.' })
  purpose!: string;

  @Needs('disclosure.read')
  @Field(() => [DisclosedFieldType], { description: 'Which fields.' })
  fields!: DisclosedField[];

  @Needs('disclosure.read')
  @Field(() => String, { description: 'answered, or not_rated: there was no grade to tell, and why was told.' })
  outcome!: string;

  @Needs('disclosure.read')
  @Field(() => ID, { description: 'Id of the consent it was told under.' })
  consent!: string;

  @Needs('disclosure.read')
  @Field(() => String, { description: "Digest of the agreement's version." })
  agreement!: string;

  @Needs('disclosure.read', { get: ({ number }: PublishedDisclosure) => number })
  @Field(() => Int, { nullable: true, description: 'Number of that version.' })
  agreementNumber!: number | null;

  @Needs('disclosure.read', { get: ({ kid }: PublishedDisclosure) => kid })
  @Field(() => String, { description: 'Name of the key that the partner signed in with.' })
  key!: string;

  @Needs('disclosure.read', { get: ({ seq }: PublishedDisclosure) => seq })
  @Field(() => Int, { description: "Its entry of the partner's audit." })
  entry!: number;

  @Needs('disclosure.read')
  @Field(() => Boolean, { description: 'A signed report was made of it.' })
  hasReport!: boolean;
}

const DisclosureConnection = connectionOf('Disclosure', () => DisclosureType, 'disclosure.read') as ClassType<Connection<PublishedDisclosure>>;

@Resolver(() => DisclosureType)
class DisclosureFields {
  @Needs('disclosure.read')
  @FieldResolver(() => String, { description: "The purpose in words, in the request's language; the purpose itself where its agreement is not kept." })
  purposeTitle(@Root() { purposeTitle, purpose }: PublishedDisclosure, @Ctx() { language }: Context): string {
    return purposeTitle?.[language] ?? purpose;
  }

  @Needs('disclosure.read')
  @FieldResolver(() => String, { nullable: true, description: 'Number of the inquiry, and of its report: `reportReplay` takes it.' })
  number(@Root() disclosure: PublishedDisclosure, @Ctx() context: Context): Promise<string | null> {
    return numberOf(context, disclosure);
  }
}

@ObjectType('BreachScope', { simpleResolvers: true, description: 'Everything that was told to a partner, or under a key, in a time.' })
class BreachScopeType {
  @Needs('disclosure.read')
  @Field(() => Int, { description: 'Answers, each about one customer.' })
  count!: number;

  @Needs('disclosure.read')
  @Field(() => Int, { description: 'Customers of whom something was told.' })
  customers!: number;

  @Needs('disclosure.read')
  @Field(() => [String], { description: 'Names of the partners.' })
  partners!: string[];

  @Needs('disclosure.read')
  @Field(() => [String], { description: 'Purposes.' })
  purposes!: string[];

  @Needs('disclosure.read')
  @Field(() => [DisclosedFieldType], { description: 'Every field of which something was told.' })
  fields!: DisclosedField[];

  @Needs('disclosure.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'The first answer.' })
  firstAt!: string | null;

  @Needs('disclosure.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'The last answer.' })
  lastAt!: string | null;
}

@Resolver(() => BreachScopeType)
class BreachFields {
  @Needs('disclosure.read', { args: { first: 'open', after: 'open' } })
  @FieldResolver(() => DisclosureConnection, { description: 'Each of them, the newest first.' })
  disclosures(
    @Root() { asked }: Breach,
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: first }) size: number,
    @Arg('after', () => String, { nullable: true, description: after }) behind?: string,
  ): Promise<Connection<PublishedDisclosure>> {
    return disclosures(context, null, { ...asked, first: size, after: behind });
  }

  @Needs('consent.read', { args: { first: 'open', after: 'open' } })
  @FieldResolver(() => ConsentConnection, {
    description: 'Consents that the partner itself filed meanwhile, under the key where one is named, the newest first.',
  })
  filed(
    @Root() { asked }: Breach,
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: first }) size: number,
    @Arg('after', () => String, { nullable: true, description: after }) behind?: string,
  ): Promise<Connection<PublishedConsent>> {
    return filed(context, asked, { first: size, after: behind });
  }
}

@Resolver(() => published('Customer'))
class CustomerLedger {
  @Needs('disclosure.read', { args: { first: 'open', after: 'open' } })
  @FieldResolver(() => DisclosureConnection, { description: 'Everything that partners were told of this customer, the newest first.' })
  disclosures(
    @Root() { customerId }: { customerId: string },
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: first }) size: number,
    @Arg('after', () => String, { nullable: true, description: after }) behind?: string,
  ): Promise<Connection<PublishedDisclosure>> {
    return disclosures(context, { customerId }, { first: size, after: behind });
  }
}

const periodArgs = { from: 'audit.read', until: 'audit.read' } as const;
const from = 'At this instant or later.';
const until = 'Before this instant.';

@Resolver()
class LedgerQuery {
  @Needs('audit.read', { args: { partner: 'audit.read', ...periodArgs, first: 'open', after: 'open' } })
  @Query(() => DisclosureConnection, { description: 'Everything that a partner was told, the newest first.' })
  disclosures(
    @Ctx() context: Context,
    @Arg('partner', () => String, { description: partnerName }) partner: string,
    @Arg('from', () => DateTimeScalar, { nullable: true, description: from }) since: string | undefined,
    @Arg('until', () => DateTimeScalar, { nullable: true, description: until }) before: string | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: first }) size: number,
    @Arg('after', () => String, { nullable: true, description: after }) behind?: string,
  ): Promise<Connection<PublishedDisclosure>> {
    return disclosures(context, null, { partner, from: since, until: before, first: size, after: behind });
  }

  @Needs('audit.read', { args: { partner: 'audit.read', key: 'audit.read', ...periodArgs } })
  @Query(() => BreachScopeType, {
    description: 'A key was out, or a partner was broken into, for a time: everything that was told meanwhile. Name the key, the partner, or both.',
  })
  breach(
    @Ctx() context: Context,
    @Arg('partner', () => String, { nullable: true, description: partnerName }) partner: string | undefined,
    @Arg('key', () => String, { nullable: true, description: 'The name (`kid`) of the key.' }) key: string | undefined,
    @Arg('from', () => DateTimeScalar, { nullable: true, description: from }) since?: string,
    @Arg('until', () => DateTimeScalar, { nullable: true, description: until }) before?: string,
  ): Promise<Breach> {
    return breach(context.sql, { partner, key, from: since, until: before });
  }
}

export const resolvers = [DisclosureFields, BreachFields, CustomerLedger, LedgerQuery];
