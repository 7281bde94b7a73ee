import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import type { Language } from '../../base/text.ts';
import type { Context } from '../../graphql/context.ts';
import { LanguageEnum, RatingType } from '../graph.ts';
import type { PublishedRating } from '../publish.ts';
import { digestOfInputs } from '../rating.ts';
import { type PublishedStep, traceOf } from './trace.ts';

@ObjectType('RatingStep', { simpleResolvers: true, description: 'A step on the way to a grade that had something to say.' })
export class StepType {
  @Needs('rating.reasons')
  @Field(() => String, { description: 'scope, knockout, cold_start, score, cap, override or review; steps come in this order.' })
  step!: string;

  @Needs('rating.reasons')
  @Field(() => String, { description: 'Code of the rule or cause; IN_SCOPE, OUT_OF_SCOPE, SCORE, SCORE_INVALID of the steps without one.' })
  code!: string;

  @Needs('rating.reasons')
  @Field(() => String, { nullable: true, description: 'The grade that the step sets, or the best it allows; empty: none.' })
  grade!: string | null;

  @Needs('rating.reasons')
  @Field(() => Boolean, { description: 'The grade is what it is because of this step: one of them.' })
  binds!: boolean;
}

@Resolver(() => StepType)
class StepFields {
  @Needs('rating.reasons', { args: { language: 'open' } })
  @FieldResolver(() => String, { description: "The step in a language; by default the request's." })
  text(
    @Root() step: PublishedStep,
    @Ctx() context: Context,
    @Arg('language', () => LanguageEnum, { nullable: true, description: 'EN or ZH.' }) language?: Language,
  ): string {
    return step.texts[language ?? context.language];
  }
}

@Resolver(() => RatingType)
class TracedRating {
  @Needs('rating.reasons', { inside: true, rows: 8 })
  @FieldResolver(() => [StepType], {
    description: 'Every step that had something to say: whom the ruleset rates, knock-outs, cold start, score, caps, override, review.',
  })
  trace(@Root() { row, made, withheld }: PublishedRating): PublishedStep[] {
    return traceOf(row, made, withheld);
  }

  @Needs('rating.detail')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Digest of what it was decided from: measured values, last issued grade, override, review. The same inputs, the same digest; empty where the caller may not see one of the values.',
  })
  inputDigest(@Root() { row, withheld }: PublishedRating): string | null {
    return withheld.size > 0 ? null : digestOfInputs(row);
  }
}

export const resolvers = [StepFields, TracedRating];
