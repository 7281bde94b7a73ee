import { Arg, type ClassType, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { ApprovalType } from '../../approval/graph.ts';
import type { PublishedApproval } from '../../approval/request.ts';
import type { KeptEntry } from '../../audit/entry.ts';
import { limits } from '../../base/limits.ts';
import { load } from '../../graphql/batch.ts';
import { connectionOf } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import type { Connection } from '../../graphql/page.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { PartnerType } from '../partner/graph.ts';
import { type PartnerRow, type PublishedPartner, publish } from '../partner/partner.ts';
import { partnersById } from '../partner/store.ts';
import { events } from './events.ts';
import { find } from './find.ts';
import { ofPartner } from './ofpartner.ts';
import type { PublishedVersion } from './publish.ts';
import { publishedRequest } from './publishedrequest.ts';
import type { Detail } from './submit.ts';
import { type VersionState, versionStates } from './version.ts';
import { versions } from './versions.ts';

const AgreementState = Object.fromEntries(versionStates.map((state) => [state.toUpperCase(), state]));
registerEnumType(AgreementState, {
  name: 'AgreementState',
  description: 'What a version of an agreement is today.',
  valuesConfig: {
    DRAFT: { description: 'Nobody is asked to approve it.' },
    SUBMITTED: { description: 'A second person is asked to approve it.' },
    APPROVED: { description: 'It begins on a day to come.' },
    IN_FORCE: { description: 'The partner asks under it.' },
    SUSPENDED: { description: 'The agreement is suspended.' },
    SUPERSEDED: { description: 'A later version took its place, before it began perhaps.' },
    EXPIRED: { description: 'Its last day has passed.' },
    ENDED: { description: 'A person ended the agreement.' },
  },
});

@ObjectType('AgreementEvent', { simpleResolvers: true, description: 'Something that was done to a version of an agreement.' })
class EventType {
  @Needs('partner.read')
  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: string;

  @Needs('partner.read')
  @Field(() => String, { description: 'Who.' })
  who!: string;

  @Needs('partner.read')
  @Field(() => String, {
    description: 'What, such as agreement.draft, approval.approve, agreement.overtake (another took its place before it began), agreement.suspend.',
  })
  what!: string;

  @Needs('partner.read')
  @Field(() => String, { nullable: true, description: 'Why, comments of whoever decided among it.' })
  why!: string | null;
}

@ObjectType('AgreementVersion', { simpleResolvers: true, description: 'A version of what is agreed with a partner. Its document never changes.' })
export class AgreementVersionType {
  @Needs('partner.read')
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('partner.read')
  @Field(() => Int, { description: '1, 2, 3 ... of the partner, in the order they were drafted.' })
  number!: number;

  @Needs('partner.read')
  @Field(() => String, { description: 'Of the canonical document.' })
  digest!: string;

  @Needs('partner.read')
  @Field(() => AgreementState, { description: 'What it is today.' })
  state!: VersionState;

  @Needs('partner.read')
  @Field(() => String, { description: 'The document, as canonical JSON.' })
  document!: string;

  @Needs('partner.read')
  @Field(() => String, { description: 'Who drafted it.' })
  author!: string;

  @Needs('partner.read')
  @Field(() => DateTimeScalar, { description: 'When.' })
  draftedAt!: string;

  @Needs('partner.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When a second person approved it.' })
  approvedAt!: string | null;

  @Needs('partner.read')
  @Field(() => DateScalar, { description: 'The first day with it.' })
  fromOn!: string;

  @Needs('partner.read')
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day with it; a later version may take its place before. Empty: one did before its first day was over.',
  })
  untilOn!: string | null;

  @Needs('partner.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when the agreement is suspended.' })
  suspendedAt!: string | null;

  @Needs('partner.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the agreement was ended.' })
  endedAt!: string | null;
}

const EventConnection = connectionOf('AgreementEvent', () => EventType, 'partner.read') as ClassType<Connection<KeptEntry>>;
const VersionConnection = connectionOf('AgreementVersion', () => AgreementVersionType, 'partner.read') as ClassType<Connection<PublishedVersion>>;

@Resolver(() => AgreementVersionType)
class VersionFields {
  @Needs('partner.read')
  @FieldResolver(() => PartnerType, { description: 'With whom.' })
  async partner(@Root() { partnerId }: PublishedVersion, @Ctx() context: Context): Promise<PublishedPartner> {
    return publish((await load(context, partnersById, partnerId)) as PartnerRow);
  }

  @Needs('partner.read')
  @FieldResolver(() => String, { description: "Title in the request's language." })
  title(@Root() { agreement }: PublishedVersion, @Ctx() { language }: Context): string {
    return agreement.title[language];
  }

  @Needs('approval.read')
  @FieldResolver(() => ApprovalType, { nullable: true, description: 'The newest request to approve it.' })
  request(@Root() { request }: PublishedVersion, @Ctx() context: Context): PublishedApproval | null {
    return publishedRequest(context, request);
  }

  @Needs('partner.read')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why what it takes away from the partner is not told beforehand, as whoever submitted it says; empty: it is told in time.',
  })
  urgent(@Root() { request }: PublishedVersion): string | null {
    return (request?.detail as Detail | undefined)?.urgent ?? null;
  }

  @Needs('partner.read', { args: { first: 'open', after: 'open' } })
  @FieldResolver(() => EventConnection, { description: 'What was done to it, newest first.' })
  events(
    @Root() { id }: PublishedVersion,
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<KeptEntry>> {
    return events(context, 'agreement', id, { first, after });
  }
}

@Resolver(() => PartnerType)
class PartnerAgreement {
  @Needs('partner.read')
  @FieldResolver(() => AgreementVersionType, { nullable: true, description: 'The version in force today.' })
  agreement(@Root() { partnerId }: PublishedPartner, @Ctx() context: Context): Promise<PublishedVersion | undefined> {
    return ofPartner(context, partnerId);
  }

  @Needs('partner.read', { args: { first: 'open', after: 'open' } })
  @FieldResolver(() => VersionConnection, { description: 'Every version of its agreement, the newest first.' })
  agreements(
    @Root() { name }: PublishedPartner,
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<PublishedVersion>> {
    return versions(context, { partner: name, first, after });
  }

  @Needs('partner.read', { args: { first: 'open', after: 'open' } })
  @FieldResolver(() => EventConnection, { description: 'What was done to the partner and its keys, newest first.' })
  events(
    @Root() { id }: PublishedPartner,
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<KeptEntry>> {
    return events(context, 'partner', id, { first, after });
  }
}

@Resolver()
class AgreementQueries {
  @Needs('partner.read', { args: { partner: 'partner.read', first: 'open', after: 'open' } })
  @Query(() => VersionConnection, { description: 'Versions of agreements with partners, newest first, page by page.' })
  agreements(
    @Ctx() context: Context,
    @Arg('partner', () => String, { nullable: true, description: 'Of the partner of this name alone.' }) partner: string | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<PublishedVersion>> {
    return versions(context, { partner, first, after });
  }

  @Needs('partner.read', { args: { id: 'partner.read' } })
  @Query(() => AgreementVersionType, { nullable: true, description: 'A version of an agreement by id.' })
  agreementVersion(@Ctx() context: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string): Promise<PublishedVersion | undefined> {
    return find(context, id);
  }
}

export const resolvers = [VersionFields, PartnerAgreement, AgreementQueries];
