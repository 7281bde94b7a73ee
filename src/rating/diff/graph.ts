import { Arg, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import type { Context } from '../../graphql/context.ts';
import { compare } from './compare.ts';

@ObjectType('RulesetChange', { simpleResolvers: true, description: 'One thing that is not as it was in the other version.' })
export class ChangeType {
  @Needs('ruleset.read')
  @Field(() => String, { description: 'Where it stands in the document: in the new one, or in the old one when it is gone.' })
  path!: string;

  @Needs('ruleset.read')
  @Field(() => String, { description: "What changed, in the request's language." })
  what!: string;

  @Needs('ruleset.read')
  @Field(() => String, { nullable: true, description: 'What it was, as JSON; empty: there was none.' })
  old!: string | null;

  @Needs('ruleset.read')
  @Field(() => String, { nullable: true, description: 'What it is, as JSON; empty: there is none any more.' })
  new!: string | null;

  @Needs('ruleset.read')
  @Field(() => String, { description: "`what: old -> new` in one sentence, in the request's language." })
  sentence!: string;
}

@ObjectType('RulesetDiff', { simpleResolvers: true, description: 'What changed from one version of a ruleset to another.' })
class DiffType {
  @Needs('ruleset.read')
  @Field(() => String, { description: 'Digest of the version it starts from.' })
  from!: string;

  @Needs('ruleset.read')
  @Field(() => String, { description: 'Digest of the version it leads to.' })
  to!: string;

  @Needs('ruleset.read', { rows: 50 })
  @Field(() => [ChangeType], { description: 'One per changed value, added or removed thing, and changed order; none: nothing changed in meaning.' })
  changes!: ChangeType[];
}

@Resolver()
class DiffOperations {
  @Needs('ruleset.read', { args: { from: 'ruleset.read', to: 'ruleset.read' } })
  @Query(() => DiffType, { description: 'What changed between two stored versions; characteristics, bins, grades and so on are matched by name.' })
  rulesetDiff(
    @Arg('from', () => String, { description: 'Name of a ruleset (its newest version), its digest, or name@digest.' }) from: string,
    @Arg('to', () => String, { description: 'As `from`.' }) to: string,
    @Ctx() context: Context,
  ): Promise<DiffType> {
    return compare(context, from, to);
  }
}

export const resolvers = [DiffOperations];
