import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import type { Context } from '../../graphql/context.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { changes, type PublishedChange } from './changes.ts';

@ObjectType('RulesetNotice', {
  simpleResolvers: true,
  description: 'The rules that grades are made by change: another ruleset takes the place of the one before.',
})
class RulesetChangeType {
  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Name of the ruleset.' })
  ruleset!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: "Its title, in the request's language." })
  title!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Digest of its version, as grades and reports name it.' })
  digest!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Name of the ruleset before.' })
  former!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Digest of the version before.' })
  formerDigest!: string;

  @Needs('inquiry.ask')
  @Field(() => DateScalar, { description: 'The first day on which customers are rated by it.' })
  on!: string;

  @Needs('inquiry.ask')
  @Field(() => DateScalar, {
    description:
      'The last day on which the grade by the ruleset before is told beside. Where official grades are agreed, the days count from the day that the new one was issued.',
  })
  bothGradesUntil!: string;
}

@Resolver()
class NoticeQuery {
  @Needs('inquiry.ask', { rows: 5 })
  @Query(() => [RulesetChangeType], {
    description: 'Changes of the rules that your grades are made by, to come or new, the earliest first; none where the agreement does not ask for them.',
  })
  rulesetChanges(@Ctx() context: Context): Promise<PublishedChange[]> {
    return changes(context);
  }
}

export const resolvers = [NoticeQuery];
