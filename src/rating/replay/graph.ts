import { Arg, Ctx, Field, FieldResolver, Float, ObjectType, Resolver, Root } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import type { Context } from '../../graphql/context.ts';
import { RatingType } from '../graph.ts';
import type { PublishedRating } from '../publish.ts';
import { type PublishedReplay, retrace } from './retrace.ts';

@ObjectType('ReplayedValue', { simpleResolvers: true, description: 'A value of an indicator: a number, a special code or a word.' })
class ReplayedValueType {
  @Needs('rating.detail')
  @Field(() => String, { description: 'value, missing, special, or withheld from the caller.' })
  state!: string;

  @Needs('rating.detail')
  @Field(() => Float, { nullable: true, description: 'The number, or the special code.' })
  value!: number | null;

  @Needs('rating.detail')
  @Field(() => String, { nullable: true, description: 'The word, when the indicator yields words.' })
  word!: string | null;
}

@ObjectType('ReplayedIndicator', { simpleResolvers: true, description: 'An indicator that the facts give another value of than was kept.' })
class ReplayedIndicatorType {
  @Needs('rating.detail')
  @Field(() => String, { description: 'Name of the indicator.' })
  indicator!: string;

  @Needs('rating.detail')
  @Field(() => ReplayedValueType, { description: 'The value the rating was made with.' })
  kept!: ReplayedValueType;

  @Needs('rating.detail')
  @Field(() => ReplayedValueType, { description: 'The value derived again from the facts as known then.' })
  derived!: ReplayedValueType;
}

@ObjectType('RatingReplay', { simpleResolvers: true, description: 'A rating evaluated again with the stored version.' })
class ReplayType {
  @Needs('rating.detail')
  @Field(() => Boolean, { description: 'It came out as it was kept.' })
  same!: boolean;

  @Needs('rating.detail')
  @Field(() => Float, { nullable: true, description: 'Score of the replay.' })
  score!: number | null;

  @Needs('rating.detail')
  @Field(() => String, { nullable: true, description: 'Grade of the replay.' })
  grade!: string | null;

  @Needs('rating.detail')
  @Field(() => [String], {
    description:
      'What differs: state, provisional, card, score, grade, bins, points or reasons; from facts also values, given (the last issued grade, the override), or facts: the customer is no longer there (merged or erased).',
  })
  differences!: readonly string[];

  @Needs('rating.detail')
  @Field(() => [ReplayedIndicatorType], { nullable: true, description: 'From facts: the indicators that come out otherwise. Empty without `fromFacts`.' })
  values!: ReplayedIndicatorType[] | null;
}

@Resolver(() => RatingType)
class ReplayedRating {
  @Needs('rating.detail', { args: { fromFacts: 'rating.detail' } })
  @FieldResolver(() => ReplayType, { description: 'Evaluates the rating again with the stored version: its stored values, or those of the facts.' })
  replay(
    @Root() rating: PublishedRating,
    @Ctx() context: Context,
    @Arg('fromFacts', () => Boolean, { defaultValue: false, description: 'Derive the values again from the facts as known then.' }) fromFacts: boolean,
  ): Promise<PublishedReplay> {
    return retrace(context, rating, fromFacts);
  }
}

export const resolvers = [ReplayedRating];
