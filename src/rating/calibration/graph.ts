import { Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Context } from '../../graphql/context.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { RatingType } from '../graph.ts';
import type { PublishedRating } from '../publish.ts';
import { type ProbabilityOfDefault, pdOf } from './calibration.ts';
import { calibrationOf } from './rules.ts';

@ObjectType('ProbabilityOfDefault', {
  simpleResolvers: true,
  description: 'How likely the outcome befalls a customer of the grade within the horizon, as the ruleset version was calibrated.',
})
class PdType {
  @Needs('rating.score', { coarse: true })
  @Field(() => Float, { description: 'From 0 to 1.' })
  value!: number;

  @Needs('rating.score', { coarse: true })
  @Field(() => Float, { description: 'Lower end of its 95 % interval.' })
  low!: number;

  @Needs('rating.score', { coarse: true })
  @Field(() => Float, { description: 'Upper end.' })
  high!: number;

  @Needs('rating.score', { coarse: true })
  @Field(() => String, { description: 'Kind of outcome.' })
  outcome!: string;

  @Needs('rating.score', { coarse: true })
  @Field(() => Int, { description: 'Within so many months.' })
  horizonMonths!: number;

  @Needs('rating.score', { coarse: true })
  @Field(() => DateScalar, { description: 'Seen on customers graded as of this day.' })
  asOf!: string;

  @Needs('rating.score', { coarse: true })
  @Field(() => Int, { description: 'So many customers of the grade.' })
  customers!: number;
}

@Resolver(() => RatingType)
class CalibratedRating {
  @Needs('rating.score')
  @FieldResolver(() => PdType, {
    nullable: true,
    description: `What the grade means; empty without a grade, or where the version was not calibrated on it, or by other rules than it has. A partner is told none that fewer than ${limits.observedCustomersLeast} customers stand for.`,
  })
  probabilityOfDefault(@Root() { made, grade }: PublishedRating, @Ctx() { partner }: Context): ProbabilityOfDefault | null {
    return pdOf(calibrationOf(made), grade, partner !== undefined);
  }
}

export const resolvers = [CalibratedRating];
