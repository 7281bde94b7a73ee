import { Arg, type ClassType, Ctx, Field, Float, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../access/scope.ts';
import { limits } from '../base/limits.ts';
import { connectionOf } from '../graphql/connection.ts';
import type { Context } from '../graphql/context.ts';
import type { Connection } from '../graphql/page.ts';
import { DateTimeScalar } from '../graphql/scalars.ts';
import { find } from './run/find.ts';
import type { PublishedRun } from './run/run.ts';
import { runs } from './run/runs.ts';

@ObjectType('ImportCount', { simpleResolvers: true, description: 'How many rows of one kind of fact a file held.' })
class ImportCount {
  @Needs('import.read')
  @Field(() => String, { description: 'The kind of fact, in the plural.' })
  kind!: string;

  @Needs('import.read')
  @Field(() => Int, { description: 'Rows accepted: new, changed and unchanged ones.' })
  count!: number;
}

@ObjectType('ImportRejects', {
  simpleResolvers: true,
  description: 'How often rows of a file were left out for one reason; their cells stand in the rejects file alone.',
})
class ImportRejects {
  @Needs('import.read')
  @Field(() => String, { description: 'Code of the reason, such as INTAKE_CELL_DATE.' })
  code!: string;

  @Needs('import.read')
  @Field(() => Int, { description: 'How often.' })
  count!: number;
}

@ObjectType('ImportAbsence', { simpleResolvers: true, description: 'What a full extract no longer held of one kind of fact.' })
class ImportAbsence {
  @Needs('import.read')
  @Field(() => String, { description: 'The kind of fact.' })
  fact!: string;

  @Needs('import.read')
  @Field(() => Int, { description: 'Current rows of the source in what the extract covers.' })
  held!: number;

  @Needs('import.read')
  @Field(() => Int, { description: 'Those that the extract did not hold.' })
  absent!: number;

  @Needs('import.read')
  @Field(() => Int, { description: 'Those of them that were closed; 0 where the mapping only has them reported.' })
  closed!: number;
}

@ObjectType('Import', { simpleResolvers: true, description: 'One file that was loaded by a mapping, whole, in one transaction.' })
class Import {
  @Needs('import.read')
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('import.read')
  @Field(() => String, { description: 'The source whose file it was.' })
  source!: string;

  @Needs('import.read')
  @Field(() => String, { description: 'Name of the mapping that read it.' })
  mapping!: string;

  @Needs('import.read')
  @Field(() => String, { description: 'Digest of that mapping.' })
  mappingDigest!: string;

  @Needs('import.read')
  @Field(() => String, { description: "Which of the mapping's files it was read as." })
  file!: string;

  @Needs('import.read')
  @Field(() => String, { description: 'Its own name.' })
  fileName!: string;

  @Needs('import.read')
  @Field(() => String, { description: 'Digest of its bytes.' })
  fileDigest!: string;

  @Needs('import.read')
  @Field(() => DateTimeScalar, { description: 'Its facts are recorded at this instant.' })
  importedAt!: string;

  @Needs('import.read')
  @Field(() => Float, { description: 'How long it took.' })
  seconds!: number;

  @Needs('import.read')
  @Field(() => Int, { description: 'Lines that hold a row, good or bad.' })
  lines!: number;

  @Needs('import.read')
  @Field(() => [ImportCount], { description: 'Rows accepted per kind of fact, the most first.' })
  counts!: readonly ImportCount[];

  @Needs('import.read')
  @Field(() => Int, { description: 'Rows that were new.' })
  inserted!: number;

  @Needs('import.read')
  @Field(() => Int, { description: 'Rows that superseded others.' })
  changed!: number;

  @Needs('import.read')
  @Field(() => Int, { description: 'Rows that stood already as they are.' })
  unchanged!: number;

  @Needs('import.read')
  @Field(() => Int, { description: 'Rows left out.' })
  rejected!: number;

  @Needs('import.read')
  @Field(() => [ImportRejects], { description: 'Why rows were left out, the most frequent reason first.' })
  rejects!: readonly ImportRejects[];

  @Needs('import.read')
  @Field(() => [String], { description: 'Columns of the file.' })
  columns!: readonly string[];

  @Needs('import.read')
  @Field(() => [String], { description: 'Columns that the last file of this kind did not have, and that the mapping neither reads nor leaves out on purpose.' })
  newColumns!: readonly string[];

  @Needs('import.read')
  @Field(() => [ImportAbsence], { description: 'What a full extract no longer held; empty for others.' })
  absent!: readonly ImportAbsence[];
}

const ImportConnection = connectionOf('Import', () => Import, 'import.read') as ClassType<Connection<PublishedRun>>;

@Resolver()
class ImportQuery {
  @Needs('import.read', { args: { source: 'import.read', first: 'open', after: 'open' } })
  @Query(() => ImportConnection, { description: 'Files that were loaded, newest first, page by page.' })
  imports(
    @Ctx() context: Context,
    @Arg('source', () => String, { nullable: true, description: 'Of this source alone.' }) source: string | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<PublishedRun>> {
    return runs(context, { source, first, after });
  }

  @Needs('import.read', { args: { id: 'import.read' } })
  @Query(() => Import, { nullable: true, description: 'A file that was loaded, by id.' })
  import(@Ctx() context: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string): Promise<PublishedRun | undefined> {
    return find(context, id);
  }
}

export const resolvers = [ImportQuery];
