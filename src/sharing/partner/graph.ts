import { Arg, type ClassType, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { Needs, needsValues } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import { connectionOf } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import type { Connection } from '../../graphql/page.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { find } from './find.ts';
import type { KeyState } from './jwk.ts';
import { keys, type PublishedKey } from './keys.ts';
import type { Contact, PartnerKind, PartnerState, PublishedPartner } from './partner.ts';
import { partners } from './partners.ts';

export const PartnerKindEnum = {
  LENDER: 'lender',
  AGENCY: 'agency',
  OPERATOR: 'operator',
  LANDLORD: 'landlord',
  EMPLOYER: 'employer',
  INSURER: 'insurer',
  AUTHORITY: 'authority',
  MERCHANT: 'merchant',
};
registerEnumType(PartnerKindEnum, {
  name: 'PartnerKind',
  description: 'What a partner is: it decides what it may receive about whom.',
  valuesConfig: {
    LENDER: { description: 'Lends money.' },
    AGENCY: { description: 'A licensed credit agency.' },
    OPERATOR: { description: 'Supplies power, water, gas, telephone or the like.' },
    LANDLORD: { description: 'Lets homes or premises.' },
    EMPLOYER: { description: 'Employs people.' },
    INSURER: { description: 'Insures.' },
    AUTHORITY: { description: 'A public office.' },
    MERCHANT: { description: 'Sells on credit.' },
  },
});
needsValues('PartnerKind', {
  ...{ LENDER: 'open', AGENCY: 'open', OPERATOR: 'open', LANDLORD: 'open' },
  ...{ EMPLOYER: 'open', INSURER: 'open', AUTHORITY: 'open', MERCHANT: 'open' },
});

const PartnerStateEnum = { ACTIVE: 'active', SUSPENDED: 'suspended', ENDED: 'ended' };
registerEnumType(PartnerStateEnum, {
  name: 'PartnerState',
  description: 'Whether a partner may ask at all.',
  valuesConfig: {
    ACTIVE: { description: 'It may, under an agreement in force.' },
    SUSPENDED: { description: 'It may not at present.' },
    ENDED: { description: 'It may not, for good.' },
  },
});
needsValues('PartnerState', { ACTIVE: 'open', SUSPENDED: 'open', ENDED: 'open' });

const PartnerKeyState = { IN_FORCE: 'in_force', OVER: 'over', REVOKED: 'revoked' };
registerEnumType(PartnerKeyState, {
  name: 'PartnerKeyState',
  description: "Whether a partner's key is accepted.",
  valuesConfig: {
    IN_FORCE: { description: 'It is.' },
    OVER: { description: 'Its last instant was told beforehand, and has passed.' },
    REVOKED: { description: 'It was withdrawn.' },
  },
});

@ObjectType('PartnerContact', { simpleResolvers: true, description: 'A person to write to.' })
class ContactType {
  @Needs('partner.read')
  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Needs('partner.read')
  @Field(() => String, { nullable: true, description: "What for, in the partner's words." })
  role!: string | null;

  @Needs('partner.read')
  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email!: string | null;

  @Needs('partner.read')
  @Field(() => String, { nullable: true, description: 'Telephone.' })
  phone!: string | null;
}

@ObjectType('PartnerKey', { simpleResolvers: true, description: 'A public key that a partner signs with. One that was withdrawn stays on record.' })
class KeyType {
  @Needs('partner.read')
  @Field(() => String, { description: 'Its name (`kid`), for good.' })
  kid!: string;

  @Needs('partner.read')
  @Field(() => String, { description: 'ES256, PS256 or EdDSA; unknown of a key that the partner publishes elsewhere and that was withdrawn here.' })
  algorithm!: string;

  @Needs('partner.read')
  @Field(() => String, { description: 'The key as a JWK, in JSON.' })
  jwk!: string;

  @Needs('partner.read')
  @Field(() => PartnerKeyState, { description: 'Whether it is accepted now.' })
  state!: KeyState;

  @Needs('partner.read')
  @Field(() => DateTimeScalar, { description: 'When it was added.' })
  addedAt!: string;

  @Needs('partner.read')
  @Field(() => String, { description: 'Who added it.' })
  addedBy!: string;

  @Needs('partner.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'From then on it is not accepted: a rotation that was told beforehand.' })
  until!: string | null;

  @Needs('partner.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was withdrawn.' })
  revokedAt!: string | null;

  @Needs('partner.read')
  @Field(() => String, { nullable: true, description: 'Why it ends or was withdrawn.' })
  why!: string | null;
}

@ObjectType('Partner', { simpleResolvers: true, description: 'An institution that may ask for grades under an agreement.' })
export class PartnerType {
  @Needs('partner.read')
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('partner.read')
  @Field(() => String, { description: 'What it calls itself when it signs in (`client_id`).' })
  name!: string;

  @Needs('partner.read')
  @Field(() => String, { description: 'Title.' })
  title!: string;

  @Needs('partner.read')
  @Field(() => PartnerKindEnum, { description: 'What it is.' })
  kind!: PartnerKind;

  @Needs('partner.read')
  @Field(() => PartnerStateEnum, { description: 'Whether it may ask at all.' })
  state!: PartnerState;

  @Needs('partner.read')
  @Field(() => DateTimeScalar, { description: 'Since when.' })
  stateAt!: string;

  @Needs('partner.read', { rows: 3 })
  @Field(() => [ContactType], { description: 'Persons to write to.' })
  contacts!: readonly Contact[];

  @Needs('partner.read')
  @Field(() => String, { nullable: true, description: 'Where its keys are published, where they are not uploaded.' })
  jwksUri!: string | null;

  @Needs('partner.read')
  @Field(() => String, {
    nullable: true,
    description: 'Its own authorisation server, as its tokens name it (`iss`); they need typ at+jwt, kid, aud assay:partner, sub, iat, exp and cnf.jkt.',
  })
  issuer!: string | null;

  @Needs('partner.read')
  @Field(() => String, { nullable: true, description: "Where that server's keys are published." })
  issuerJwksUri!: string | null;

  @Needs('partner.read')
  @Field(() => Boolean, { description: 'It was made for trying things out: with named test subjects and a clock that can be moved.' })
  sandbox!: boolean;

  @Needs('partner.read')
  @Field(() => DateTimeScalar, { description: 'When it was registered.' })
  addedAt!: string;
}

const PartnerConnection = connectionOf('Partner', () => PartnerType, 'partner.read') as ClassType<Connection<PublishedPartner>>;

@Resolver(() => PartnerType)
class PartnerFields {
  @Needs('partner.read', { rows: 5 })
  @FieldResolver(() => [KeyType], { description: 'The keys that were uploaded for it, the newest first.' })
  keys(@Root() { partnerId }: PublishedPartner, @Ctx() context: Context): Promise<PublishedKey[]> {
    return keys(context, partnerId);
  }
}

@Resolver()
class PartnerQueries {
  @Needs('partner.read', { args: { kind: 'partner.read', state: 'partner.read', first: 'open', after: 'open' } })
  @Query(() => PartnerConnection, { description: 'Partners by name, page by page.' })
  partners(
    @Ctx() context: Context,
    @Arg('kind', () => PartnerKindEnum, { nullable: true, description: 'Of this kind alone.' }) kind: PartnerKind | undefined,
    @Arg('state', () => PartnerStateEnum, { nullable: true, description: 'In this state alone.' }) state: PartnerState | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<PublishedPartner>> {
    return partners(context, { kind, state, first, after });
  }

  @Needs('partner.read', { args: { name: 'partner.read' } })
  @Query(() => PartnerType, { nullable: true, description: 'A partner by the name it signs in with.' })
  partner(@Ctx() context: Context, @Arg('name', () => String, { description: 'Its name.' }) name: string): Promise<PublishedPartner | undefined> {
    return find(context, name);
  }
}

export const resolvers = [PartnerFields, PartnerQueries];
