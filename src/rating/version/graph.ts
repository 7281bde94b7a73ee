import { Arg, type ClassType, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { ApprovalType } from '../../approval/graph.ts';
import type { PublishedApproval } from '../../approval/request.ts';
import type { KeptEntry } from '../../audit/entry.ts';
import { limits } from '../../base/limits.ts';
import { load } from '../../graphql/batch.ts';
import { connectionOf } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import type { Connection } from '../../graphql/page.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import type { PublishedFault } from '../check/publish.ts';
import { changed } from '../diff/changed.ts';
import type { PublishedChange } from '../diff/compare.ts';
import { ChangeType } from '../diff/graph.ts';
import { RatingSubject } from '../graph.ts';
import { ActivationType, RulesetLife, RulesetState } from '../life/graph.ts';
import type { LifeState } from '../life/life.ts';
import { live } from '../life/live.ts';
import type { PublishedLife } from '../life/publish.ts';
import type { Activation } from '../life/schedule.ts';
import type { Subject } from '../subject.ts';
import { events } from './events.ts';
import { faults } from './faults.ts';
import { open } from './open.ts';
import { listedByDigest } from './store.ts';
import { type Listed, listingOf } from './version.ts';
import { versions } from './versions.ts';

@ObjectType('RulesetFault', { simpleResolvers: true, description: 'One thing that is wrong, or odd, in a ruleset document.' })
export class FaultType {
  @Needs('ruleset.read')
  @Field(() => String, { description: 'error: the version can be neither approved nor activated. warning: it is told and passes.' })
  severity!: string;

  @Needs('ruleset.read')
  @Field(() => String, { description: 'Stable code.' })
  code!: string;

  @Needs('ruleset.read')
  @Field(() => String, { description: 'Where in the document, such as `cards[0].bins[1].points`.' })
  path!: string;

  @Needs('ruleset.read')
  @Field(() => Int, { nullable: true, description: 'On which line of the text that was sent; empty for a document that is kept.' })
  line!: number | null;

  @Needs('ruleset.read')
  @Field(() => String, { description: "What, in the request's language." })
  message!: string;

  @Needs('ruleset.read')
  @Field(() => String, { description: 'The way out.' })
  hint!: string;
}

@ObjectType('RulesetEvent', { simpleResolvers: true, description: 'Something that was done to a version.' })
class EventType {
  @Needs('ruleset.read')
  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: string;

  @Needs('ruleset.read')
  @Field(() => String, { description: 'Who.' })
  who!: string;

  @Needs('ruleset.read')
  @Field(() => String, { description: 'What, such as ruleset.save, approval.approve, ruleset.activate.' })
  what!: string;

  @Needs('approval.read')
  @Field(() => String, { nullable: true, description: 'Why, comments of whoever decided among it; empty where nobody asked.' })
  why!: string | null;
}

@ObjectType('Ruleset', { simpleResolvers: true, description: 'A version of a ruleset: immutable, identified by its digest, drafts too.' })
export class RulesetType {
  @Needs('ruleset.read')
  @Field(() => String, { description: 'Of the canonical document.' })
  digest!: string;

  @Needs('ruleset.read')
  @Field(() => String, { description: 'Name that its versions share.' })
  name!: string;

  @Needs('ruleset.read')
  @Field(() => String, { description: 'What it rates.' })
  dimension!: string;

  @Needs('ruleset.read')
  @Field(() => RatingSubject, { description: 'Whom it rates.' })
  subject!: Subject;

  @Needs('ruleset.read')
  @Field(() => DateTimeScalar, { description: 'When it was kept.' })
  addedAt!: string;

  @Needs('ruleset.read')
  @Field(() => String, { nullable: true, description: 'Who wrote it; empty of what was kept before that was asked.' })
  author!: string | null;

  @Needs('ruleset.read')
  @Field(() => String, { nullable: true, description: 'What the author said of it.' })
  comment!: string | null;
}

const EventConnection = connectionOf('RulesetEvent', () => EventType, 'ruleset.read') as ClassType<Connection<KeptEntry>>;
const RulesetConnection = connectionOf('Ruleset', () => RulesetType, 'ruleset.read') as ClassType<Connection<Listed>>;

@Resolver(() => RulesetType)
class RulesetFields {
  @Needs('ruleset.read')
  @FieldResolver(() => String, { description: "Title in the request's language." })
  title(@Root() { title }: Listed, @Ctx() { language }: Context): string {
    return title[language];
  }

  @Needs('ruleset.read')
  @FieldResolver(() => String, { description: 'The document as its author wrote it, as JSON.' })
  async document(@Root() { digest }: Listed, @Ctx() context: Context): Promise<string> {
    return JSON.stringify((await open(context, digest)).document);
  }

  @Needs('ruleset.read', { rows: 100 })
  @FieldResolver(() => [String], { description: 'The document as tables for people, line by line.' })
  async listing(@Root() { digest }: Listed, @Ctx() context: Context): Promise<string[]> {
    return listingOf(await open(context, digest));
  }

  @Needs('ruleset.read', { rows: 100 })
  @FieldResolver(() => [FaultType], { description: 'What the check finds today, golden cases included; no error: it may be submitted.' })
  faults(@Root() { digest }: Listed, @Ctx() context: Context): Promise<PublishedFault[]> {
    return faults(context, digest);
  }

  @Needs('ruleset.read', { rows: 100 })
  @FieldResolver(() => [ChangeType], { description: 'What it changes against the version that is active in its dimension for its subject.' })
  changes(@Root() version: Listed, @Ctx() context: Context): Promise<PublishedChange[]> {
    return changed(context, version);
  }

  @Needs('ruleset.read')
  @FieldResolver(() => RulesetState, { description: 'Where it is in its life.' })
  async state(@Root() version: Listed, @Ctx() context: Context): Promise<LifeState> {
    return (await live(context, version)).life.state;
  }

  @Needs('ruleset.read')
  @FieldResolver(() => RulesetLife, { description: 'The state with what belongs to it.' })
  async life(@Root() version: Listed, @Ctx() context: Context): Promise<PublishedLife> {
    return (await live(context, version)).life;
  }

  @Needs('approval.read')
  @FieldResolver(() => ApprovalType, { nullable: true, description: 'The last request to approve it; empty: nobody asked.' })
  async approval(@Root() version: Listed, @Ctx() context: Context): Promise<PublishedApproval | null> {
    return (await live(context, version)).life.approval;
  }

  @Needs('ruleset.read')
  @FieldResolver(() => [ActivationType], { description: 'When it became active, or is to become active, oldest first.' })
  async activations(@Root() version: Listed, @Ctx() context: Context): Promise<Activation[]> {
    return (await live(context, version)).activations;
  }

  @Needs('ruleset.read', { args: { first: 'open', after: 'open' } })
  @FieldResolver(() => EventConnection, { description: 'Who did what to it, when and why, newest first.' })
  log(
    @Root() { digest }: Listed,
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after?: string,
  ): Promise<Connection<KeptEntry>> {
    return events(context, digest, { first, after });
  }
}

@Resolver()
class RulesetOperations {
  @Needs('ruleset.read', { args: { dimension: 'ruleset.read', subject: 'ruleset.read', first: 'open', after: 'open' } })
  @Query(() => RulesetConnection, { description: 'Versions of rulesets, newest first, page by page.' })
  rulesets(
    @Ctx() context: Context,
    @Arg('dimension', () => String, { nullable: true, description: 'Of this dimension alone.' }) dimension: string | undefined,
    @Arg('subject', () => RatingSubject, { nullable: true, description: 'Of those that rate these alone.' }) subject: Subject | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<Listed>> {
    return versions(context, { dimension, subject, first, after });
  }

  @Needs('ruleset.read', { args: { digest: 'ruleset.read' } })
  @Query(() => RulesetType, { nullable: true, description: 'A version by its digest.' })
  ruleset(@Ctx() context: Context, @Arg('digest', () => String, { description: 'As `sha256:...`.' }) digest: string): Promise<Listed | undefined> {
    return load(context, listedByDigest, digest);
  }
}

export const resolvers = [RulesetFields, RulesetOperations];
