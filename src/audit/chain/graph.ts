import { Arg, type ClassType, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import { connectionOf } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import type { Connection } from '../../graphql/page.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { entries, type PublishedEntry } from './entries.ts';
import { fieldsOf, newestCheckpoints } from './store.ts';
import { streamOf } from './stream.ts';

@ObjectType('AuditEntry', {
  simpleResolvers: true,
  description: 'An inquiry of a partner, or what staff read of persons: which fields, why and when. It holds keyed hashes, no values.',
})
class AuditEntryType {
  @Needs('audit.read')
  @Field(() => ID, { description: 'Whose entry: the id of a partner, or `staff`.' })
  stream!: string;

  @Needs('audit.read')
  @Field(() => Int, { description: 'Number in its stream, from 1 without gaps.' })
  seq!: number;

  @Needs('audit.read')
  @Field(() => DateTimeScalar, { description: 'When it was put on record.' })
  at!: string;

  @Needs('audit.read')
  @Field(() => String, {
    description:
      'What was asked, read or disclosed, as JSON. Of what staff read: `customers` are keyed hashes of whom arguments name by an id and of every customer that an answer showed, nested ones too; `asked` are hashes of arguments that name nobody by an id.',
  })
  body!: string;

  @Needs('audit.read')
  @Field(() => String, { description: 'Hash of the entry before; 64 zeros for the first.' })
  before!: string;

  @Needs('audit.read')
  @Field(() => String, { description: 'SHA-256 of the canonical JSON of stream, seq, at, before and body.' })
  hash!: string;
}

const AuditConnection = connectionOf('AuditEntry', () => AuditEntryType, 'audit.read') as ClassType<Connection<PublishedEntry>>;

@Resolver()
class AuditQuery {
  @Needs('audit.read', { args: { stream: 'audit.read', from: 'audit.read', until: 'audit.read', first: 'open', after: 'open' } })
  @Query(() => AuditConnection, {
    description: 'The hash-chained audit of a partner, or of what staff read, newest first. `assay verify audit` shows that it is whole.',
  })
  auditEntries(
    @Ctx() context: Context,
    @Arg('stream', () => ID, { description: 'The id of a partner, or `staff`.' }) stream: string,
    @Arg('from', () => DateTimeScalar, { nullable: true, description: 'At this instant or later.' }) from: string | undefined,
    @Arg('until', () => DateTimeScalar, { nullable: true, description: 'Before this instant.' }) until: string | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<PublishedEntry>> {
    return entries(context, { stream, from, until, first, after });
  }

  @Needs('audit.read', { args: { stream: 'audit.read' } })
  @Query(() => String, { nullable: true, description: 'The newest signed statement of where a stream stands, a compact JWS; null before its first.' })
  async auditCheckpoint(
    @Ctx() { sql }: Context,
    @Arg('stream', () => ID, { description: 'The id of a partner, or `staff`.' }) stream: string,
  ): Promise<string | null> {
    return (await newestCheckpoints(sql, [streamOf(stream)])).get(streamOf(stream)) ?? null;
  }

  @Needs('audit.read', { args: { digest: 'audit.read' }, rows: 100 })
  @Query(() => [String], { nullable: true, description: 'The fields that an entry of the stream `staff` names by their digest; null for an unknown one.' })
  async auditFields(@Ctx() { sql }: Context, @Arg('digest', () => String, { description: '`fields` of the entry.' }) digest: string): Promise<string[] | null> {
    return (await fieldsOf(sql, digest)) ?? null;
  }
}

export const resolvers = [AuditQuery];
