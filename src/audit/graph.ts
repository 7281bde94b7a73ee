import { Arg, type ClassType, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../access/scope.ts';
import { limits } from '../base/limits.ts';
import { connectionOf } from '../graphql/connection.ts';
import type { Context } from '../graphql/context.ts';
import type { Connection } from '../graphql/page.ts';
import { DateTimeScalar } from '../graphql/scalars.ts';
import type { PublishedEntry } from './entry.ts';
import { log } from './log.ts';

@ObjectType('LogEntry', {
  simpleResolvers: true,
  description: 'Something that was done to a rule, a grade, a list or an override. Entries are added, never changed.',
})
class LogEntryType {
  @Needs('audit.read')
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('audit.read')
  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: string;

  @Needs('audit.read')
  @Field(() => String, { description: 'Who: the subject of the token, or the name given on the command line.' })
  who!: string;

  @Needs('audit.read')
  @Field(() => String, { description: 'What was done, such as approval.approve.' })
  what!: string;

  @Needs('audit.read')
  @Field(() => String, { description: 'Kind of the thing it was done to, such as ruleset.' })
  kind!: string;

  @Needs('audit.read')
  @Field(() => ID, { description: 'The thing it was done to: its opaque id, or of a ruleset its digest.' })
  subjectId!: string;

  @Needs('audit.read')
  @Field(() => String, {
    nullable: true,
    description: 'What the person said of it; empty where nobody asked, where the thing itself says so, or for who may not read the thing.',
  })
  why!: string | null;

  @Needs('audit.read')
  @Field(() => String, { nullable: true, description: 'Digest of the thing in the form it had; empty for what has none.' })
  digest!: string | null;

  @Needs('audit.read')
  @Field(() => String, { description: 'What else belongs to the proof, as JSON.' })
  detail!: string;
}

const LogConnection = connectionOf('Log', () => LogEntryType, 'audit.read') as ClassType<Connection<PublishedEntry>>;

@Resolver()
class LogQuery {
  @Needs('audit.read', {
    args: { kind: 'audit.read', subject: 'audit.read', who: 'audit.read', from: 'audit.read', until: 'audit.read', first: 'open', after: 'open' },
  })
  @Query(() => LogConnection, { description: 'Who did what, when and why, newest first.' })
  log(
    @Ctx() context: Context,
    @Arg('kind', () => String, { nullable: true, description: 'Done to things of this kind.' }) kind: string | undefined,
    @Arg('subject', () => ID, { nullable: true, description: 'Done to this thing.' }) subject: string | undefined,
    @Arg('who', () => String, { nullable: true, description: 'Done by this person, as written.' }) who: string | undefined,
    @Arg('from', () => DateTimeScalar, { nullable: true, description: 'At this instant or later.' }) from: string | undefined,
    @Arg('until', () => DateTimeScalar, { nullable: true, description: 'Before this instant.' }) until: string | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<PublishedEntry>> {
    return log(context, { kind, subject, who, from, until, first, after });
  }
}

export const resolvers = [LogQuery];
