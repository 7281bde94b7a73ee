import { date, integer, text, uuid } from 'drizzle-orm/pg-core';
import { factTables, instant } from '../db/tables.ts';

export const [interaction, interactionHistory] = factTables('interaction', 'customer', 'occurredOn', {
  occurredOn: date('occurred_on').notNull(),
  kind: text('kind').notNull(),
  channel: text('channel'),
  subject: text('subject'),
  topic: text('topic'),
  startedAt: instant('started_at'),
  endedAt: instant('ended_at'),
  waitingSeconds: integer('waiting_seconds'),
  talkSeconds: integer('talk_seconds'),
  holdSeconds: integer('hold_seconds'),
  afterCallSeconds: integer('after_call_seconds'),
  firstHandler: text('first_handler'),
  handler: text('handler'),
  parent: uuid('parent'),
  remedy: text('remedy'),
  satisfaction: integer('satisfaction'),
});
