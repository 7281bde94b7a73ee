import { Field, ObjectType } from 'type-graphql';
import { Needs } from '../access/scope.ts';
import type { Amount } from './amount.ts';
import { BigIntScalar, DecimalScalar } from './scalars.ts';

@ObjectType({ simpleResolvers: true, description: 'An amount of money.' })
export class Money implements Amount {
  @Needs('open')
  @Field(() => BigIntScalar, { description: 'Whole minor units of the currency (cents of EUR, fen of CNY).' })
  amountMinor!: number;

  @Needs('open')
  @Field(() => String, { description: 'ISO 4217 code.' })
  currency!: string;

  @Needs('open')
  @Field(() => DecimalScalar, { description: "The same amount in the currency's main unit, exact." })
  amount!: string;
}
