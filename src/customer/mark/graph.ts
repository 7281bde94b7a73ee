import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver, registerEnumType } from 'type-graphql';
import { Needs, needsValues } from '../../access/scope.ts';
import type { FactRow } from '../../db/read.ts';
import type { Context } from '../../graphql/context.ts';
import { publish } from '../../graphql/fact.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { mark } from './fact.ts';
import { type Effect, effects } from './mark.ts';
import { type MarkAnswer, markFact } from './markfact.ts';
import { unmarkFact } from './unmarkfact.ts';

const marks = publish(mark);

const MarkEffect = Object.fromEntries(effects.map((effect) => [effect.toUpperCase(), effect]));
registerEnumType(MarkEffect, {
  name: 'MarkEffect',
  description: 'What becomes of a fact while it is disputed.',
  valuesConfig: {
    COUNTS: { description: 'It counts, and is shown as marked.' },
    LEFT_OUT: { description: 'No indicator reads it while the mark stands; a second person agrees first, unless the profile leaves disputed facts out.' },
  },
});
needsValues<Uppercase<Effect>>('MarkEffect', { COUNTS: 'open', LEFT_OUT: 'open' });

@InputType({ description: 'Which fact is disputed, in what, and what becomes of it meanwhile.' })
class MarkFactInput {
  @Needs('dispute.edit')
  @Field(() => ID, { description: 'The fact: a bill, a payment, a notice, an entry on a list and so on.' })
  fact!: string;

  @Needs('dispute.edit')
  @Field(() => String, { description: 'What is disputed, in words.' })
  text!: string;

  @Needs('dispute.edit')
  @Field(() => MarkEffect, { nullable: true, description: "What becomes of the fact meanwhile; by default what the company's profile says." })
  effect?: Effect;

  @Needs('dispute.edit')
  @Field(() => DateScalar, { nullable: true, description: 'First day of the mark; by default today, never later.' })
  fromOn?: string;

  @Needs('dispute.edit')
  @Field(() => DateScalar, { nullable: true, description: 'The day from which it no longer stands; by default no end is set.' })
  untilOn?: string;

  @Needs('dispute.edit')
  @Field(() => ID, { description: 'Yours, one per intended mark: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@InputType({ description: 'Which mark is taken off, and why.' })
class UnmarkFactInput {
  @Needs('dispute.edit')
  @Field(() => ID, { description: 'The mark.' })
  id!: string;

  @Needs('dispute.edit')
  @Field(() => String, { description: 'Why, in words.' })
  text!: string;

  @Needs('dispute.edit')
  @Field(() => ID, { description: 'Yours, one per intended step: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@ObjectType('MarkPayload', {
  simpleResolvers: true,
  description: 'The mark as it is now, the request that waits for a second person, or why nothing was done.',
})
class MarkPayload {
  @Needs('dispute.edit')
  @Field(() => marks.type, { nullable: true, description: 'The mark; empty while a second person has not agreed to make it.' })
  mark!: FactRow | null;

  @Needs('dispute.edit')
  @Field(() => ID, { nullable: true, description: 'The request that a second person decides on; empty: it was done at once.' })
  approvalId!: string | null;

  @Needs('dispute.edit')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@Resolver()
class MarkOperations {
  @Needs('dispute.edit', { args: { input: 'dispute.edit' } })
  @Mutation(() => MarkPayload, { description: 'Marks a fact as disputed. That no indicator reads it takes effect once a second person has agreed.' })
  markFact(
    @Arg('input', () => MarkFactInput, { description: 'Which, in what, with what effect.' }) input: MarkFactInput,
    @Ctx() context: Context,
  ): Promise<MarkAnswer> {
    return markFact(context, input);
  }

  @Needs('dispute.edit', { args: { input: 'dispute.edit' } })
  @Mutation(() => MarkPayload, { description: 'Takes the mark off a fact: from today on it no longer stands.' })
  unmarkFact(@Arg('input', () => UnmarkFactInput, { description: 'Which, and why.' }) input: UnmarkFactInput, @Ctx() context: Context): Promise<MarkAnswer> {
    return unmarkFact(context, input);
  }
}

export const resolvers = [MarkOperations, ...marks.lists];
export const reads = marks.reads;
