import { encodeId } from '../base/id.ts';
import type { Instant } from '../base/time.ts';

/** Something that other programs of the company are told. */
export interface Event {
  readonly at: Instant;
  /** `noun.verb` in the past: `grade.issued`. */
  readonly topic: string;
  /** The uuid of whom it is about; null for nobody in particular. */
  readonly customerId: string | null;
  /** Plain JSON with ids as they are called outside; no names, numbers or addresses. */
  readonly payload: object;
}

export interface KeptEvent extends Event {
  readonly number: number;
  readonly eventId: string;
}

/** An event as the graph shows it. */
export interface PublishedEvent {
  readonly id: string;
  readonly at: Instant;
  readonly topic: string;
  readonly customer: string | null;
  readonly payload: string;
}

/** Prefix of an event's id outside. */
const eventPrefix = 'evt';

export const publish = ({ eventId, at, topic, customerId, payload }: KeptEvent): PublishedEvent => ({
  id: encodeId(eventPrefix, eventId),
  at,
  topic,
  customer: customerId === null ? null : encodeId('cus', customerId),
  payload: JSON.stringify(payload),
});
