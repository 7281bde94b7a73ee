import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { published } from '../../graphql/fact.ts';
import { pageSize } from '../../graphql/page.ts';
import type { Read, Reads } from '../../graphql/reads.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { RatingType } from '../graph.ts';
import type { PublishedRating } from '../publish.ts';
import { show } from '../show.ts';
import { type Subject, subjectName } from '../subject.ts';
import { historyRead, lastRead, ratingsOf } from './store.ts';

const dimensionArg = { defaultValue: 'credit', description: 'What is rated.' };
const lastArg = { defaultValue: 12, description: `How many at most, up to ${limits.pageMax}.` };
const untilArg = { nullable: true, description: 'Only as of this day or earlier.' };

@Resolver(() => published('Account'))
class RatedAccount {
  @Needs('rating.grade', { args: { dimension: 'open' } })
  @FieldResolver(() => RatingType, { nullable: true, description: 'The rating of this account, by a ruleset of subject account, of the latest day.' })
  async rating(
    @Root() { customerId, accountId }: { customerId: string; accountId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, dimensionArg) dimension: string,
  ): Promise<PublishedRating | undefined> {
    return (await show(context, await load(context, ratingsOf, subjectName(customerId, accountId), { dimension, last: 1, today: context.today() })))[0];
  }

  @Needs('rating.grade', { args: { dimension: 'open', last: 'open', until: 'rating.grade' } })
  @FieldResolver(() => [RatingType], { description: 'History of ratings of this account, newest day first; go on with `until`.' })
  async ratings(
    @Root() { customerId, accountId }: { customerId: string; accountId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, dimensionArg) dimension: string,
    @Arg('last', () => Int, lastArg) last: number,
    @Arg('until', () => DateScalar, untilArg) until?: string,
  ): Promise<PublishedRating[]> {
    const asked = { dimension, last: pageSize('last', last), until, today: context.today() };
    return show(context, await load(context, ratingsOf, subjectName(customerId, accountId), asked));
  }
}

@Resolver(() => published('Customer'))
class RatedGroup {
  @Needs('rating.grade', { inside: true, args: { dimension: 'open' } })
  @FieldResolver(() => RatingType, {
    nullable: true,
    description: 'The rating of the group that this customer heads, by a ruleset of subject group, of the latest day.',
  })
  async groupRating(
    @Root() { customerId }: { customerId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, dimensionArg) dimension: string,
  ): Promise<PublishedRating | undefined> {
    return (await show(context, await load(context, ratingsOf, subjectName(customerId, customerId), { dimension, last: 1, today: context.today() })))[0];
  }

  @Needs('rating.grade', { inside: true, args: { dimension: 'open', last: 'open', until: 'rating.grade' } })
  @FieldResolver(() => [RatingType], { description: 'History of ratings of the group that this customer heads, newest day first; go on with `until`.' })
  async groupRatings(
    @Root() { customerId }: { customerId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, dimensionArg) dimension: string,
    @Arg('last', () => Int, lastArg) last: number,
    @Arg('until', () => DateScalar, untilArg) until?: string,
  ): Promise<PublishedRating[]> {
    const asked = { dimension, last: pageSize('last', last), until, today: context.today() };
    return show(context, await load(context, ratingsOf, subjectName(customerId, customerId), asked));
  }
}

export const resolvers = [RatedAccount, RatedGroup];

const history = (subject: Subject): Read => ({
  ...historyRead(subject),
  bind: ({ dimension, last, until }, { today }) => ({ dimension, last: pageSize('last', last), until, today: today() }),
});

/** The ratings of customers, accounts and groups. */
export const reads: Reads = {
  Customer: {
    rating: lastRead('customer'),
    ratings: history('customer'),
    groupRating: lastRead('group'),
    groupRatings: history('group'),
  },
  Account: { rating: lastRead('account'), ratings: history('account') },
};
