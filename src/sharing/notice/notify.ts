import type { Day, Instant } from '../../base/time.ts';
import type { Sql, Tx } from '../../db/client.ts';
import { emitMany } from '../../outbox/emitmany.ts';
import type { Event } from '../../outbox/event.ts';
import { activationsIn } from '../../rating/graded/store.ts';
import { changesFor } from './notice.ts';
import { askingPartners, keepNotices, noticeName, noticeOf, withdrawNotices } from './store.ts';

/**
 * Puts on the outbox, for every partner whose agreement asks, each change of the rulesets that its grades come from, as soon as
 * it is known, and that one to come was taken back: each once, however many servers look. How many were told.
 */
export async function notify(sql: Sql, { now: at, today }: { readonly now: Instant; readonly today: Day }): Promise<number> {
  return (await sql.begin((tx) => told(tx, at, today))) as number;
}

async function told(tx: Tx, at: Instant, today: Day): Promise<number> {
  const asking = await askingPartners(tx, today, null);
  const began = await activationsIn(tx, [...new Set(asking.map(({ dimension }) => dimension))]);
  const due = asking.flatMap((partner) =>
    changesFor(partner.dimension, began.get(partner.dimension) ?? [], partner, today).map((change) => ({ partner, change, notice: noticeOf(partner, change) })),
  );
  const all = due.map(({ notice }) => notice);
  const fresh = await keepNotices(tx, all, at);
  const withdrawn = await withdrawNotices(tx, asking, all, today, at);
  const events = [
    ...withdrawn.map(
      ({ name, dimension, digest, on }): Event => ({
        at,
        topic: 'ruleset.change_withdrawn',
        customerId: null,
        payload: { partner: name, dimension, digest, on },
      }),
    ),
    ...due
      .filter(({ notice }) => fresh.has(noticeName(notice)))
      .map(({ partner, change }): Event => ({ at, topic: 'ruleset.changes', customerId: null, payload: { partner: partner.name, ...change } })),
  ];
  await emitMany(tx, events);
  return events.length;
}
