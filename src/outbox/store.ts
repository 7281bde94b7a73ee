import type { Db, Tx } from '../db/client.ts';
import { newId } from '../db/id.ts';
import type { Event, KeptEvent } from './event.ts';

export async function addEvents(tx: Tx, events: readonly Event[]): Promise<void> {
  const texts = (of: (event: Event) => string | null) => events.map(of) as string[];
  const [row] = await tx<{ last: number }[]>`
    insert into assay.outbox_count as held (one, last) values (1, ${events.length})
    on conflict (one) do update set last = held.last + excluded.last returning last`;
  const before = (row?.last ?? 0) - events.length;
  await tx`
    insert into assay.outbox_event (number, event_id, at, topic, customer, payload)
    select ${before}::bigint + e.place, e.event_id, e.at, e.topic, e.customer, e.payload
    from unnest(${events.map(() => newId())}::uuid[], ${texts(({ at }) => at)}::timestamptz[], ${texts(({ topic }) => topic)}::text[],
      ${texts(({ customerId }) => customerId)}::uuid[], ${texts(({ payload }) => JSON.stringify(payload))}::text[]::jsonb[])
      with ordinality as e (event_id, at, topic, customer, payload, place)`;
}

/** Events oldest first, of one topic or of all, behind a number. */
export async function pageEvents(db: Db, topic: string | null, after: number, most: number): Promise<KeptEvent[]> {
  return await db<KeptEvent[]>`
    select number, event_id as "eventId", at, topic, customer as "customerId", payload from assay.outbox_event
    where number > ${after} ${topic === null ? db`` : db`and topic = ${topic}`} order by number limit ${most}`;
}
