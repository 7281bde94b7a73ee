import { addMonths, type Day } from '../base/time.ts';
import { type Temper, temperOf } from './behaviour.ts';
import { asOfNumber, dayText, monthNumber, monthStart, world } from './calendar.ts';
import { habitOf, type Service, services } from './consumption.ts';
import { type History, live, type Plan } from './history.ts';
import { addressOf, type Identity, identityOf } from './identity.ts';
import { people, type Story } from './people.ts';
import { Random } from './random.ts';

export interface Held {
  readonly key: string;
  readonly service: Service;
  readonly plan: Plan;
  readonly history: History;
  readonly openedOn: Day;
  /** Day the contract ended before the as-of day. */
  readonly endedOn: Day | null;
}

/** A customer of the world with everything true about it; what of it stands in files, `sheet.ts` says. */
export interface Customer {
  readonly index: number;
  readonly identity: Identity;
  readonly story: Story | undefined;
  readonly since: Day;
  /** The billing system knows the identity number, so that its record links. */
  readonly numberInBilling: boolean;
  readonly secondRecord: boolean;
  readonly billingAddress: string;
  readonly accounts: readonly Held[];
  /** Default: the first day after the as-of day on which a bill was `defaultDays` past due; null: none; undefined: nothing to observe. */
  readonly defaultedOn: Day | null | undefined;
}

/** More than 30 days past due the service may be cut off: that is the outcome observed. */
export const defaultDays = 31;
const shares: Record<Service, number> = { electricity: 0.56, water: 0.22, gas: 0.16, mobile: 0.28 };
const lived = world.months + world.horizonMonths;

/** Customer `index` of the world of a seed, whatever the number of customers. */
export function customerOf(seed: number, index: number): Customer {
  const random = new Random(seed, index, 1);
  const story = people[index];
  const identity = identityOf(random, index, story?.who);
  const temper = temperOf(new Random(seed, index, 2), lived, identity.standing);
  const held = story ? story.services : drawServices(random);
  const opened = story ? monthNumber(story.since) : Math.max(openedIn(random), adultIn(identity.bornOn));
  const accounts = held.map((service, at) => holding(new Random(seed, index, 3 + at), index, at, service, opened, identity, temper, story));
  return {
    index,
    identity,
    story,
    since: dayText(monthStart(opened) + (index % 20)),
    numberInBilling: story !== undefined || !random.chance(0.02),
    secondRecord: story ? story.secondRecord === true : random.chance(0.02),
    billingAddress: story ? (story.moved ? addressOf(random, false) : identity.address) : random.chance(0.04) ? addressOf(random, false) : identity.address,
    accounts,
    defaultedOn: outcome(accounts),
  };
}

/** One in a hundred is known and holds nothing. */
function drawServices(random: Random): Service[] {
  if (random.chance(0.01)) return [];
  const held = services.filter((service) => random.chance(shares[service]));
  return held.length > 0 ? held : ['electricity'];
}

/** Month of the first account: most long before the world begins, one in six within it. */
const openedIn = (random: Random): number => (random.chance(0.16) ? random.whole(1, world.months - 3) : -random.whole(1, 180));

/** Month of the world in which somebody is eighteen and a month: nobody holds an account before. */
const adultIn = (bornOn: Day | null): number =>
  bornOn === null ? Number.NEGATIVE_INFINITY : Math.min(monthNumber(addMonths(bornOn, 18 * 12 + 1)), world.months - 3);

function holding(
  random: Random,
  index: number,
  at: number,
  service: Service,
  first: number,
  identity: Identity,
  temper: Temper,
  story: Story | undefined,
): Held {
  const later = at > 0 && !story && random.chance(0.4) ? random.whole(0, 60) : 0;
  const opened = Math.min(first + later, Math.max(first, world.months - 3));
  const from = Math.max(0, opened);
  const leaves = !story && random.chance(0.04) ? random.whole(from + 2, world.months + 8) : null;
  const habit = habitOf(random, service, identity.scale);
  const told: Partial<Plan> = story ? toldPlan(story, service, temper) : {};
  const plan: Plan = { habit: story?.swing ? { ...habit, swing: story.swing } : habit, from, until: leaves, cycle: random.whole(22, 26), temper, ...told };
  const history = live(random, plan);
  const ended = history.endedIn ?? (leaves === null ? null : leaves + 1);
  const endedOn = ended === null || monthStart(ended) >= asOfNumber ? null : dayText(monthStart(ended) - 1);
  return { key: `${String(index + 1).padStart(7, '0')}${at + 1}`, service, plan, history, openedOn: dayText(monthStart(opened) + (index % 20)), endedOn };
}

function toldPlan(story: Story, service: Service, temper: Temper): Partial<Plan> {
  const numbers = (months: readonly string[] | undefined) => new Set((months ?? []).map(monthNumber));
  const turns = (story.turns ?? []).filter((turn) => turn.service === undefined || turn.service === service);
  return {
    temper: { ...temper, directDebit: story.directDebit === true },
    away: numbers(story.away),
    estimated: numbers(story.estimated),
    move: (month) =>
      turns.findLast((turn) => monthNumber(turn.from) <= month && (turn.until === undefined || month <= monthNumber(turn.until)))?.move ?? story.manner,
  };
}

/** What the months after the as-of day showed of accounts that were then billed; one long cut off is not observed. */
function outcome(accounts: readonly Held[]): Day | null | undefined {
  const watched = accounts.filter((account) => account.endedOn === null);
  if (watched.length === 0) return undefined;
  const until = monthStart(world.months + world.horizonMonths);
  const days = watched.flatMap((account) => account.history.ledger.reached(defaultDays, asOfNumber, until) ?? []);
  return days.length > 0 ? dayText(Math.min(...days)) : null;
}
