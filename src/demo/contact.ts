import { asOfNumber, dayText, monthStart } from './calendar.ts';
import type { Customer } from './customer.ts';
import { Random } from './random.ts';

/** A contact between a customer and the company; instants are seconds from the world's day 0 on, in the company's time. */
export interface Contact {
  readonly kind: string;
  readonly channel: string;
  readonly subject: string;
  readonly topic: string;
  readonly startedAt: number;
  readonly waiting: number | null;
  readonly talk: number | null;
  readonly hold: number | null;
  readonly afterCall: number | null;
  readonly takenBy: string;
  readonly owner: string;
  /** Place of the contact it follows up among the customer's. */
  readonly follows: number | null;
  readonly remedy: string | null;
  readonly satisfaction: number | null;
}

const daySeconds = 86_400;
const topics: Readonly<Record<string, readonly string[]>> = {
  inquiry: ['bill', 'tariff', 'payment', 'contract'],
  complaint: ['bill too high', 'estimated bill', 'supply interrupted', 'waiting time'],
  suggestion: ['app', 'opening hours'],
  praise: ['repair crew', 'counter'],
  fault: ['no supply', 'low pressure', 'meter broken'],
  visit: ['meter', 'site survey'],
  inspection: ['safety check'],
};
const kinds = ['inquiry', 'inquiry', 'inquiry', 'inquiry', 'complaint', 'complaint', 'fault', 'fault', 'suggestion', 'praise', 'visit', 'inspection'];

/** Two contacts in three a customer over the two years; a complaint is called back, and one who moved or got an estimated bill asks. */
export function contactsOf(seed: number, { index, accounts, movedOn }: Customer): Contact[] {
  const random = new Random(seed, index, 50);
  const contacts: Contact[] = [];
  const add = (kind: string, day: number, topic?: string): void => {
    if (day < 0 || day >= asOfNumber - 8) return;
    contacts.push(contactOn(random, kind, day, topic));
    if (kind !== 'complaint') return;
    const { owner } = contacts.at(-1) as Contact;
    contacts.push({ ...contactOn(random, 'call_back', day + random.whole(1, 6), 'complaint'), owner, follows: contacts.length - 1, channel: 'phone' });
  };
  while (random.chance(0.4)) add(random.pick(kinds), random.whole(monthStart(0), asOfNumber - 10));
  if (movedOn !== null) add('inquiry', movedOn - 10, 'move');
  for (const { history } of accounts) {
    for (const charge of history.ledger.charges)
      if (charge.estimated && random.chance(0.2)) add('complaint', charge.issuedOn + random.whole(2, 12), 'estimated bill');
  }
  return contacts;
}

function contactOn(random: Random, kind: string, day: number, topic?: string): Contact {
  const channel = kind === 'visit' || kind === 'inspection' ? 'field' : random.pick(['phone', 'phone', 'phone', 'app', 'counter', 'email']);
  const call = channel === 'phone';
  const taken = staffNo(random.whole(1, 40));
  return {
    kind,
    channel,
    subject: kind === 'praise' ? 'person' : kind === 'fault' || kind === 'visit' || kind === 'inspection' ? 'facility' : 'policy',
    topic: topic ?? random.pick(topics[kind] ?? ['other']),
    startedAt: day * daySeconds + random.whole(8 * 3_600, 18 * 3_600),
    waiting: call ? Math.floor(random.uniform() ** 3 * 240) : null,
    talk: call ? random.whole(40, 700) : null,
    hold: call ? Math.floor(random.uniform() ** 4 * 180) : null,
    afterCall: call ? random.whole(5, 90) : null,
    takenBy: taken,
    owner: random.chance(0.7) ? taken : staffNo(random.whole(1, 40)),
    follows: null,
    remedy: kind === 'complaint' ? random.pick(['explained', 'bill corrected', 'apology', 'none']) : null,
    satisfaction: random.chance(0.35) ? Math.min(5, 2 + Math.floor(random.uniform() * 4)) : null,
  };
}

export const staffNo = (number: number): string => `E${String(number).padStart(3, '0')}`;

export const dayOfContact = (seconds: number): string => dayText(Math.floor(seconds / daySeconds));

/** `2026-03-05 14:02:11`, the way the contact centre writes it. */
export function written(seconds: number): string {
  const time = new Array(3).fill(0).map((_, at) => String(Math.floor((seconds % daySeconds) / 60 ** (2 - at)) % 60).padStart(2, '0'));
  return `${dayOfContact(seconds)} ${time.join(':')}`;
}
