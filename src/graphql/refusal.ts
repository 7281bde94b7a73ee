import { Field, ObjectType } from 'type-graphql';
import { Needs } from '../access/scope.ts';

@ObjectType('Refusal', { simpleResolvers: true, description: 'An expected refusal: what, where, and the way out.' })
export class RefusalType {
  @Needs('open')
  @Field(() => String, { description: 'Stable code.' })
  code!: string;

  @Needs('open')
  @Field(() => String, { description: "What was refused, in the request's language." })
  message!: string;

  @Needs('open')
  @Field(() => String, { nullable: true, description: 'Where in the input the fault lies; empty when it is no single place.' })
  path?: string | undefined;

  @Needs('open')
  @Field(() => String, { nullable: true, description: 'The way out.' })
  hint!: string | null;
}
