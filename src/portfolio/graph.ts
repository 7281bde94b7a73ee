import { Arg, type ClassType, Ctx, Field, FieldResolver, Float, InputType, Int, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { Needs, needsValues } from '../access/scope.ts';
import { limits } from '../base/limits.ts';
import type { Day } from '../base/time.ts';
import type { Customer } from '../customer/store.ts';
import { connectionOf } from '../graphql/connection.ts';
import type { Context } from '../graphql/context.ts';
import { published } from '../graphql/fact.ts';
import { reads as pageReads } from '../graphql/page.ts';
import { together } from '../graphql/reads.ts';
import { BigIntScalar, DateScalar } from '../graphql/scalars.ts';
import { count } from './count.ts';
import { type Filter, type Sort, sorts } from './line.ts';
import { type CustomerPage, page } from './page.ts';
import { type Hit, search } from './search.ts';
import { reads as stored } from './store.ts';

const SortEnum = Object.fromEntries(Object.keys(sorts).map((sort) => [sort, sort]));
registerEnumType(SortEnum, {
  name: 'CustomerSort',
  description: 'Order of a page of customers; ties by id, what is missing last.',
  valuesConfig: {
    SCORE_HIGHEST: { description: 'Highest score first.' },
    SCORE_LOWEST: { description: 'Lowest score first.' },
    GRADE_BEST: { description: 'Best grade first.' },
    GRADE_WORST: { description: 'Worst grade first.' },
    ARREARS_LARGEST: { description: 'Largest arrears first.' },
    DAYS_PAST_DUE_MOST: { description: 'Most days past due first.' },
    NAME: { description: 'By name.' },
  },
});
needsValues<Sort>('CustomerSort', {
  SCORE_HIGHEST: 'rating.score',
  SCORE_LOWEST: 'rating.score',
  GRADE_BEST: 'rating.grade',
  GRADE_WORST: 'rating.grade',
  ARREARS_LARGEST: 'payment.summary',
  DAYS_PAST_DUE_MOST: 'payment.summary',
  NAME: 'profile.identity',
});

@InputType({ description: 'Conditions joined by and, over the last rating run.' })
class CustomerFilter implements Filter {
  @Needs('rating.grade')
  @Field(() => [String], { nullable: true, description: 'One of these grades.' })
  grades?: string[];

  @Needs('profile.demographic')
  @Field(() => String, { nullable: true, description: 'person or organisation.' })
  kind?: string;

  @Needs('rating.score')
  @Field(() => Float, { nullable: true, description: 'Score from here on.' })
  scoreAtLeast?: number;

  @Needs('rating.score')
  @Field(() => Float, { nullable: true, description: 'Score below this.' })
  scoreBelow?: number;

  @Needs('payment.summary')
  @Field(() => BigIntScalar, { nullable: true, description: "Arrears from here on, in minor units of the installation's currency." })
  arrearsMinorAtLeast?: number;

  @Needs('payment.summary')
  @Field(() => Int, { nullable: true, description: 'Days past due from here on.' })
  daysPastDueAtLeast?: number;
}

const CustomerConnection = connectionOf('Customer', () => published('Customer'), 'customer.read') as ClassType<CustomerPage>;

@Resolver(() => CustomerConnection)
class PageFields {
  @Needs('portfolio.read')
  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'The day that grade, score, arrears and days past due of this page are as of: that of the last rating run.',
  })
  asOf(@Root() { asOf }: CustomerPage): Day | null {
    return asOf;
  }

  @Needs('portfolio.read')
  @FieldResolver(() => Int, { description: `How many customers the filter leaves, counted up to ${limits.countMax}.` })
  count(@Root() { asked }: CustomerPage, @Ctx() context: Context): Promise<number> {
    return count(context, asked);
  }
}

@ObjectType('SearchHit', { simpleResolvers: true, description: 'A customer that a search found.' })
class SearchHit {
  @Needs('customer.read')
  @Field(() => published('Customer'), { description: 'The customer.' })
  customer!: Customer;

  @Needs('profile.identity')
  @Field(() => String, {
    description:
      'What it was found by, the best first: the kind of an identifier, account, meter, last_four, name, similar (a name spelt nearly so) or address.',
  })
  by!: string;
}

@Resolver()
class PortfolioQuery {
  @Needs('portfolio.read', { args: { dimension: 'open', filter: 'portfolio.read', sort: 'portfolio.read', first: 'open', after: 'open' } })
  @Query(() => CustomerConnection, { description: 'Customers by filter and sort, page by page.' })
  customers(
    @Ctx() context: Context,
    @Arg('dimension', () => String, { defaultValue: 'credit', description: 'Whose grade and score filter and sort.' }) dimension: string,
    @Arg('filter', () => CustomerFilter, { nullable: true, description: 'Whom to leave in.' }) filter: CustomerFilter | undefined,
    @Arg('sort', () => SortEnum, { defaultValue: 'NAME', description: 'In which order.' }) sort: Sort,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<CustomerPage> {
    return page(context, { dimension, filter: filter ?? null, sort, first, after: after ?? null });
  }

  @Needs('profile.identity', { args: { text: 'profile.identity', first: 'open' }, rows: limits.searchResults })
  @Query(() => [SearchHit], {
    description:
      'Customers by anything a caller says: an identifier, phone, account or meter number, the last four characters of an identifier, a name or the beginnings of its words, a name nearly so spelt, words of an address. The best finds come first, equal ones by name. Phones and addresses are searched for who sees contacts, accounts and meters for who sees accounts; who sees identifiers masked finds by their last four characters alone.',
  })
  search(
    @Ctx() context: Context,
    @Arg('text', () => String, { description: 'What was said.' }) text: string,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.searchResults}.` }) first: number,
  ): Promise<Hit[]> {
    return search(context, text, first);
  }
}

export const resolvers = [PortfolioQuery, PageFields];
export const reads = together(pageReads, stored);
