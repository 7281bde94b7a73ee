import { Arg, Ctx, Field, Float, InputType, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Context } from '../../graphql/context.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { type OverrideRates, overrideRates, type RatesAsked } from './overriderates.ts';

@ObjectType('OverridesTurned', { simpleResolvers: true, description: 'Overrides of one direction, and what became of their customers within the horizon.' })
class TurnedType {
  @Needs('ruleset.read')
  @Field(() => Int, { description: 'How many.' })
  count!: number;

  @Needs('outcome.detail')
  @Field(() => Int, { description: 'Customers who were observed for the whole horizon without the outcome.' })
  good!: number;

  @Needs('outcome.detail')
  @Field(() => Int, { description: 'Customers whom the outcome befell.' })
  bad!: number;

  @Needs('outcome.detail')
  @Field(() => Int, { description: 'Customers of whom neither can be said, as when the horizon has not passed yet.' })
  indeterminate!: number;

  @Needs('outcome.detail')
  @Field(() => Float, { nullable: true, description: 'Bad of good and bad; empty without either.' })
  badRate!: number | null;
}

@ObjectType('OverrideGroup', { simpleResolvers: true, description: 'Overrides of one person, or for one cause.' })
class GroupType {
  @Needs('ruleset.read')
  @Field(() => String, { description: 'The person, or the code of the cause.' })
  name!: string;

  @Needs('ruleset.read')
  @Field(() => Int, { description: 'How many.' })
  count!: number;

  @Needs('ruleset.read')
  @Field(() => Float, { nullable: true, description: 'Of everybody graded; empty when nobody was.' })
  rate!: number | null;

  @Needs('ruleset.read')
  @Field(() => TurnedType, { description: 'To a better grade than the computed one.' })
  up!: TurnedType;

  @Needs('ruleset.read')
  @Field(() => TurnedType, { description: 'To a worse one.' })
  down!: TurnedType;
}

@ObjectType('OverrideRates', {
  simpleResolvers: true,
  description: 'How often people set another grade than the computed one for customers, and how that turned out.',
})
class RatesType {
  @Needs('ruleset.read')
  @Field(() => Int, { nullable: true, description: 'Customers whom the last rating run over everybody in the period graded; empty without one.' })
  graded!: number | null;

  @Needs('ruleset.read')
  @Field(() => DateScalar, { nullable: true, description: 'The day that run was as of.' })
  asOf!: string | null;

  @Needs('ruleset.read')
  @Field(() => Int, { description: 'Overrides that began in the period.' })
  count!: number;

  @Needs('ruleset.read')
  @Field(() => Float, { nullable: true, description: 'Of everybody graded; empty when nobody was.' })
  rate!: number | null;

  @Needs('ruleset.read')
  @Field(() => TurnedType, { description: 'To a better grade than the computed one.' })
  up!: TurnedType;

  @Needs('ruleset.read')
  @Field(() => TurnedType, { description: 'To a worse one.' })
  down!: TurnedType;

  @Needs('ruleset.read', { rows: 20 })
  @Field(() => [GroupType], { description: 'By who asked, most first.' })
  officers!: GroupType[];

  @Needs('ruleset.read', { rows: 20 })
  @Field(() => [GroupType], { description: 'By cause, most first.' })
  causes!: GroupType[];
}

@InputType({ description: 'Which overrides, and what counts as bad for how long.' })
class OverrideRatesAsked implements RatesAsked {
  @Needs('ruleset.read')
  @Field(() => String, { defaultValue: 'credit', description: 'Of grades of this dimension.' })
  dimension!: string;

  @Needs('ruleset.read')
  @Field(() => DateScalar, { description: 'Begun on this day or later.' })
  from!: string;

  @Needs('ruleset.read')
  @Field(() => DateScalar, { description: 'Begun on this day or earlier.' })
  until!: string;

  @Needs('outcome.detail')
  @Field(() => String, { defaultValue: 'default', description: 'Kind of outcome: default, churn, write_off or fraud.' })
  outcome!: string;

  @Needs('outcome.detail')
  @Field(() => Int, { defaultValue: 12, description: `Months after the override began in which the outcome counts, at most ${limits.windowMonthsMax}.` })
  horizonMonths!: number;
}

@Resolver()
class TallyQuery {
  @Needs('ruleset.read', { args: { of: 'ruleset.read' } })
  @Query(() => RatesType, { description: "How many customers' grades were overridden, by whom, why, and how that turned out." })
  overrideRates(@Arg('of', () => OverrideRatesAsked, { description: 'Of which.' }) of: OverrideRatesAsked, @Ctx() context: Context): Promise<OverrideRates> {
    return overrideRates(context.sql, of);
  }
}

export const resolvers = [TallyQuery];
