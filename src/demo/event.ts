import { asOfNumber, monthStart, world } from './calendar.ts';
import type { Customer, Held } from './customer.ts';
import type { Notice } from './dunning.ts';
import { Random } from './random.ts';

export interface Event {
  readonly kind: string;
  readonly occurredOn: number;
  readonly endedOn: number | null;
  readonly severity: number | null;
}

/** How likely each is on an electricity account over the two years; the less sure a payer somebody is, the likelier the bad ones. */
const chances: readonly (readonly [kind: string, person: number, firm: number, severity: number | null])[] = [
  ['theft', 0.002, 0.003, 3],
  ['metering_tampering', 0.001, 0.002, 3],
  ['tariff_misuse', 0.001, 0.006, 2],
  ['change_of_use', 0.001, 0.012, 1],
  ['hazard', 0.002, 0.03, 2],
  ['cooperation', 0.003, 0.05, null],
];

/** On a line of its own more happens, and more is seen. */
const onLines: typeof chances = [
  ['illegal_use', 0, 0.05, 3],
  ['accident', 0, 0.06, 3],
  ['theft', 0, 0.06, 3],
  ['change_of_use', 0, 0.05, 1],
  ['hazard', 0, 0.2, 2],
  ['cooperation', 0, 0.2, null],
];

/** What happened on an account beside payment, and the orders to mend it. The people whose story is told have none: it would not be their story. */
export function eventsOf(
  seed: number,
  { identity, story }: Customer,
  { key, service, isDedicated, plan, topUps }: Held,
): { events: Event[]; orders: Notice[] } {
  const [events, orders]: [Event[], Notice[]] = [[], []];
  if (story || service !== 'electricity' || topUps) return { events, orders };
  const random = new Random(seed, Number(key), isDedicated ? 42 : 41);
  const firstDay = monthStart(Math.max(plan.from, 0));
  const lastDay = Math.min(plan.until === null ? asOfNumber : monthStart(Math.min(plan.until, world.months)), asOfNumber) - 40;
  for (const [kind, person, firm, severity] of isDedicated ? onLines : chances) {
    const base = identity.kind === 'person' ? person : firm;
    const doubt = severity === null || isDedicated ? 1 : Math.exp(-0.8 * plan.temper.reliability);
    if (!random.chance(base * doubt) || lastDay <= firstDay) continue;
    const occurredOn = random.whole(firstDay, lastDay);
    const mends = random.chance(0.85);
    const endedOn = severity === null ? null : mends ? occurredOn + random.whole(3, 30) : null;
    events.push({ kind, occurredOn, endedOn, severity });
    if (kind === 'hazard') {
      const sentOn = occurredOn + 2;
      orders.push({ kind: 'rectification_order', sentOn, channel: 'letter', deliveredOn: sentOn + 2, deadlineOn: sentOn + 20, compliedOn: endedOn });
    }
  }
  return { events, orders };
}
