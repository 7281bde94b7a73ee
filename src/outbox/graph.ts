import { Arg, type ClassType, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../access/scope.ts';
import { limits } from '../base/limits.ts';
import { connectionOf } from '../graphql/connection.ts';
import type { Context } from '../graphql/context.ts';
import type { Connection } from '../graphql/page.ts';
import { DateTimeScalar } from '../graphql/scalars.ts';
import type { PublishedEvent } from './event.ts';
import { events } from './events.ts';

@ObjectType('Event', { simpleResolvers: true, description: 'Something that happened here and that other programs of the company act on.' })
class EventType {
  @Needs('outbox.read')
  @Field(() => ID, { description: 'Opaque id: the same event is told twice at most under the same id.' })
  id!: string;

  @Needs('outbox.read')
  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at!: string;

  @Needs('outbox.read')
  @Field(() => String, { description: 'What happened, such as grade.issued.' })
  topic!: string;

  @Needs('outbox.read')
  @Field(() => ID, { nullable: true, description: 'The id of the customer it is about; empty: nobody in particular.' })
  customer!: string | null;

  @Needs('outbox.read')
  @Field(() => String, { description: 'What is told of it, as JSON; its fields hang on the topic.' })
  payload!: string;
}

const EventConnection = connectionOf('Event', () => EventType, 'outbox.read') as ClassType<Connection<PublishedEvent>>;

@Resolver()
class EventQuery {
  @Needs('outbox.read', { args: { topic: 'outbox.read', first: 'open', after: 'open' } })
  @Query(() => EventConnection, {
    description: 'Events, oldest first. Keep `endCursor` once its page is worked off, and go on behind it later: none is missed, none comes twice.',
  })
  events(
    @Ctx() context: Context,
    @Arg('topic', () => String, { nullable: true, description: 'Of this topic alone.' }) topic: string | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` that was kept; without it from the first event on.' }) after:
      | string
      | undefined,
  ): Promise<Connection<PublishedEvent>> {
    return events(context, { topic, first, after });
  }
}

export const resolvers = [EventQuery];
