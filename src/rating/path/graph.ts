import { Arg, Ctx, Field, FieldResolver, Float, ObjectType, Resolver, Root } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Language, Text } from '../../base/text.ts';
import type { Context } from '../../graphql/context.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { StepType } from '../decision/graph.ts';
import { LanguageEnum, RatingType } from '../graph.ts';
import type { PublishedRating } from '../publish.ts';
import type { PublishedForecast, PublishedPath } from './publish.ts';
import { showForecast } from './showforecast.ts';
import { showPath } from './showpath.ts';

@ObjectType('IndicatorValue', { simpleResolvers: true, description: 'A value of an indicator: a number, a special code or a word.' })
class ValueType {
  @Needs('rating.detail')
  @Field(() => String, { description: 'value, missing or special: only a value is a number or word.' })
  state!: string;

  @Needs('rating.detail')
  @Field(() => Float, { nullable: true, description: 'The number, or the special code.' })
  value!: number | null;

  @Needs('rating.detail')
  @Field(() => String, { nullable: true, description: 'The word, when the indicator yields words.' })
  word!: string | null;
}

@ObjectType('PathChange', { simpleResolvers: true, description: 'What an indicator is to be brought to.' })
class ChangeType {
  @Needs('rating.detail')
  @Field(() => String, { description: 'Name of the indicator.' })
  indicator!: string;

  @Needs('rating.detail')
  @Field(() => String, { description: "Label of the indicator in the request's language." })
  label!: string;

  @Needs('rating.detail')
  @Field(() => String, { description: 'Unit of the value.' })
  unit!: string;

  @Needs('rating.detail')
  @Field(() => ValueType, { description: 'What it is.' })
  from!: ValueType;

  @Needs('rating.detail')
  @Field(() => Float, { description: 'What it is to be.' })
  to!: number;

  @Needs('rating.detail')
  @Field(() => Float, { description: 'What the change costs, in the unit of the costs that the ruleset declares.' })
  cost!: number;
}

@ObjectType('KnockoutEnd', { simpleResolvers: true, description: 'What sets a grade without scoring, and when that has ended.' })
class EndType {
  @Needs('rating.reasons', { rows: 2 })
  @Field(() => [StepType], { description: 'The knock-outs that hold.' })
  steps!: StepType[];

  @Needs('rating.reasons')
  @Field(() => DateScalar, { nullable: true, description: 'The first day without any of them, if payments are on time; empty: not within the days looked at.' })
  endsOn!: string | null;

  @Needs('rating.reasons')
  @Field(() => String, { nullable: true, description: 'The grade of that day.' })
  grade!: string | null;
}

@ObjectType('GradePath', { simpleResolvers: true, description: 'The smallest change that leads to a better grade, verified by evaluating it.' })
class PathType {
  @Needs('rating.detail')
  @Field(() => String, {
    description:
      'reached: the changes lead there; stands: the grade is that good; best: there is no better one; unrated: there is no grade; knocked_out: only time helps, see `knockout`; unreachable; too_large: too many ways to be certain of the cheapest; undeclared: the ruleset declares nothing actionable; withheld: what decides may not be told.',
  })
  outcome!: string;

  @Needs('rating.detail')
  @Field(() => String, { nullable: true, description: 'The grade that was asked for.' })
  target!: string | null;

  @Needs('rating.detail')
  @Field(() => String, { nullable: true, description: 'The grade that the changes lead to: the target or a better one.' })
  grade!: string | null;

  @Needs('rating.detail')
  @Field(() => Float, { nullable: true, description: 'What the changes cost together.' })
  cost!: number | null;

  @Needs('rating.detail', { rows: 4 })
  @Field(() => [ChangeType], { description: 'What is to be changed; nothing that is withheld from the caller.' })
  changes!: ChangeType[];

  @Needs('rating.detail')
  @Field(() => EndType, { nullable: true, description: 'What sets the grade, and when that has ended.' })
  knockout!: EndType | null;
}

@ObjectType('ForecastMove', { simpleResolvers: true, description: 'An indicator that has moved by the day of a forecast.' })
class MoveType {
  @Needs('rating.detail')
  @Field(() => String, { description: 'Name of the indicator.' })
  indicator!: string;

  @Needs('rating.detail')
  @Field(() => String, { description: "Label of the indicator in the request's language." })
  label!: string;

  @Needs('rating.detail')
  @Field(() => String, { description: 'Unit of the value.' })
  unit!: string;

  @Needs('rating.detail')
  @Field(() => ValueType, { description: 'What it is.' })
  from!: ValueType;

  @Needs('rating.detail')
  @Field(() => ValueType, { description: 'What it will be.' })
  to!: ValueType;
}

@ObjectType('KeptIndicator', { simpleResolvers: true, description: 'An indicator that is taken to stay as it is.' })
class KeptType {
  @Needs('rating.detail')
  @Field(() => String, { description: 'Name of the indicator.' })
  indicator!: string;

  @Needs('rating.detail')
  @Field(() => String, { description: "Label of the indicator in the request's language." })
  label!: string;

  @Needs('rating.detail')
  @Field(() => String, { description: 'Unit of the value.' })
  unit!: string;
}

@ObjectType('ForecastIssue', { simpleResolvers: true, description: 'When an official grade follows.' })
class IssueType {
  @Needs('rating.detail')
  @Field(() => String, { description: 'The cycle that it is issued for.' })
  cycle!: string;

  @Needs('rating.detail')
  @Field(() => DateScalar, { description: 'The day it is as of.' })
  on!: string;

  @Needs('rating.detail')
  @Field(() => String, { nullable: true, description: 'The grade.' })
  grade!: string | null;
}

@ObjectType('GradeForecast', {
  simpleResolvers: true,
  description:
    'When a grade improves by itself: facts aged on the assumption that what is billed and not yet due is paid on its due day, and nothing else arrives.',
})
class ForecastType {
  @Needs('rating.detail')
  @Field(() => String, { description: 'better: on the day `on`; not_within: not up to `until`; best: there is no better grade; unrated: there is no grade.' })
  outcome!: string;

  @Needs('rating.detail')
  @Field(() => DateScalar, { nullable: true, description: 'The first day of a better grade.' })
  on!: string | null;

  @Needs('rating.detail')
  @Field(() => String, { nullable: true, description: 'The grade of that day.' })
  grade!: string | null;

  @Needs('rating.detail')
  @Field(() => DateScalar, { description: `The last day looked at, ${limits.forecastDays} days ahead.` })
  until!: string;

  @Needs('rating.reasons')
  @Field(() => StepType, { nullable: true, description: 'The step that decides on that day.' })
  step!: StepType | null;

  @Needs('rating.reasons', { rows: 4 })
  @Field(() => [StepType], { description: 'Rules that hold now and no more by that day.' })
  lifted!: StepType[];

  @Needs('rating.detail', { rows: 4 })
  @Field(() => [MoveType], { description: 'Indicators that decide and have moved by that day; nothing that is withheld from the caller.' })
  moved!: MoveType[];

  @Needs('rating.detail', { rows: 4 })
  @Field(() => [KeptType], {
    description: 'Indicators that decide and would need new facts (bills, usage, balances): they, or one they are derived of, keep their value.',
  })
  kept!: KeptType[];

  @Needs('rating.reasons')
  @Field(() => EndType, { nullable: true, description: 'What sets the grade now, and when that has ended.' })
  knockout!: EndType | null;

  @Needs('rating.detail')
  @Field(() => IssueType, {
    nullable: true,
    description: 'The first official grade that is as good, if every cycle to come is issued; empty where the ruleset has none, or not up to `until`.',
  })
  issued!: IssueType | null;
}

@Resolver(() => PathType)
class PathFields {
  @Needs('rating.detail', { args: { language: 'open' } })
  @FieldResolver(() => String, { description: "The outcome in a language; by default the request's." })
  text(
    @Root() { texts }: { texts: Text },
    @Ctx() context: Context,
    @Arg('language', () => LanguageEnum, { nullable: true, description: 'EN or ZH.' }) language?: Language,
  ): string {
    return texts[language ?? context.language];
  }
}

@Resolver(() => ForecastType)
class ForecastFields {
  @Needs('rating.detail', { args: { language: 'open' } })
  @FieldResolver(() => String, { description: "The outcome in a language; by default the request's." })
  text(
    @Root() { texts }: { texts: Text },
    @Ctx() context: Context,
    @Arg('language', () => LanguageEnum, { nullable: true, description: 'EN or ZH.' }) language?: Language,
  ): string {
    return texts[language ?? context.language];
  }
}

@Resolver(() => RatingType)
class FutureOfRating {
  @Needs('rating.detail', { args: { target: 'rating.detail' }, work: 50 })
  @FieldResolver(() => PathType, { description: 'The cheapest change of what the ruleset declares actionable that leads to a better grade.' })
  path(
    @Root() rating: PublishedRating,
    @Ctx() context: Context,
    @Arg('target', () => String, { nullable: true, description: 'The grade to reach; by default the next better one.' }) target?: string,
  ): Promise<PublishedPath> {
    return showPath(context, rating, target);
  }

  @Needs('rating.detail', { args: { settleArrears: 'rating.detail' }, work: 400 })
  @FieldResolver(() => ForecastType, { description: 'When the grade improves by itself, from what was known when the rating was made.' })
  forecast(
    @Root() rating: PublishedRating,
    @Ctx() context: Context,
    @Arg('settleArrears', () => Boolean, { defaultValue: false, description: "What is past due on the rating's day is paid on it too." })
    settleArrears: boolean,
  ): Promise<PublishedForecast> {
    return showForecast(context, rating, settleArrears);
  }
}

export const resolvers = [PathFields, ForecastFields, FutureOfRating];
