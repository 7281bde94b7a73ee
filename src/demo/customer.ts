import { addMonths, type Day } from '../base/time.ts';
import { type Temper, temperOf } from './behaviour.ts';
import { asOfNumber, dayText, monthNumber, monthStart, world } from './calendar.ts';
import { habitOf, type Service, services } from './consumption.ts';
import { type History, live, type Plan } from './history.ts';
import { addressOf, type Identity, identityOf } from './identity.ts';
import { people, type Story } from './people.ts';
import { prepay, type TopUp } from './prepaid.ts';
import { Random } from './random.ts';

export interface Held {
  readonly key: string;
  readonly service: Service;
  /** Supplied by a line of its own. */
  readonly isDedicated: boolean;
  readonly plan: Plan;
  readonly history: History;
  readonly openedOn: Day;
  /** Day the contract ended before the as-of day. */
  readonly endedOn: Day | null;
  /** Of a prepaid account, which is never billed. */
  readonly topUps: readonly TopUp[] | undefined;
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
  /** Day number of a move to another address within the world's months. */
  readonly movedOn: number | null;
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
  const movesIn = story ? null : moveOf(new Random(seed, index, 20), opened);
  const isPrepaid = !story && identity.kind === 'person' && new Random(seed, index, 21).chance(0.08);
  const isDedicated = hasLine(seed, index, identity, story);
  const holder = { index, opened, identity, temper, story, movesIn, isPrepaid, isDedicated };
  const accounts = held.flatMap((service, at) => holdings(seed, at, service, holder));
  return {
    index,
    identity,
    story,
    since: dayText(monthStart(opened) + (index % 20)),
    numberInBilling: story !== undefined || !random.chance(0.02),
    secondRecord: story ? story.secondRecord === true : random.chance(0.02),
    billingAddress: story ? (story.moved ? addressOf(random, false) : identity.address) : random.chance(0.04) ? addressOf(random, false) : identity.address,
    accounts,
    movedOn: movesIn === null ? null : monthStart(movesIn),
    defaultedOn: outcome(accounts),
  };
}

/** Every other works has an electric line of its own, and uses as much as a small town. */
const hasLine = (seed: number, index: number, { kind, industry }: Identity, story: Story | undefined): boolean =>
  kind === 'organisation' && industry === 'manufacturing' && (story !== undefined || new Random(seed, index, 50).chance(0.5));
/** Of what a household uses. */
const lineScale = 4_200;

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

/** One in thirty moves house within the world's months, one who has been there for a while. */
const moveOf = (random: Random, opened: number): number | null => (opened < -6 && random.chance(0.03) ? random.whole(4, world.months - 4) : null);

interface Holder {
  readonly index: number;
  readonly opened: number;
  readonly identity: Identity;
  readonly temper: Temper;
  readonly story: Story | undefined;
  readonly movesIn: number | null;
  readonly isPrepaid: boolean;
  readonly isDedicated: boolean;
}

/** The accounts of one service: a move ends the one at the old address, and the next month opens one at the new. */
function holdings(seed: number, at: number, service: Service, holder: Holder): Held[] {
  const random = new Random(seed, holder.index, 3 + at);
  const { movesIn } = holder;
  if (movesIn === null || service === 'mobile') return [holding(random, at, service, holder)];
  const left = holding(random, at, service, { ...holder, opened: Math.min(holder.opened, movesIn - 6) }, movesIn - 1);
  return [left, holding(new Random(seed, holder.index, 10 + at), at + 4, service, { ...holder, opened: movesIn })];
}

function holding(random: Random, at: number, service: Service, holder: Holder, leavesIn: number | null = null): Held {
  const { index, opened: first, identity, temper, story } = holder;
  const apart = at > 0 && !story && random.chance(0.4) ? random.whole(0, 60) : 0;
  const later = holder.movesIn === null ? apart : 0;
  const opened = Math.min(first + later, Math.max(first, world.months - 3));
  const from = Math.max(0, opened);
  const drawn = !story && random.chance(0.04) ? random.whole(from + 2, world.months + 8) : null;
  const leaves = leavesIn ?? (holder.movesIn === null ? drawn : null);
  const isDedicated = holder.isDedicated && service === 'electricity';
  const habit = habitOf(random, service, isDedicated ? lineScale : identity.scale);
  const told: Partial<Plan> = story ? toldPlan(story, service, temper) : {};
  const plan: Plan = { habit: story?.swing ? { ...habit, swing: story.swing } : habit, from, until: leaves, cycle: random.whole(22, 26), temper, ...told };
  const { history, topUps } = holder.isPrepaid && service === 'electricity' ? prepay(random, plan) : { history: live(random, plan), topUps: undefined };
  const ended = history.endedIn ?? (leaves === null ? null : leaves + 1);
  const endedOn = ended === null || monthStart(ended) >= asOfNumber ? null : dayText(monthStart(ended) - 1);
  const key = `${String(index + 1).padStart(7, '0')}${at + 1}`;
  return { key, service, isDedicated, plan, history, openedOn: dayText(monthStart(opened) + (index % 20)), endedOn, topUps };
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
  const watched = accounts.filter((account) => account.endedOn === null && account.topUps === undefined);
  if (watched.length === 0) return undefined;
  const until = monthStart(world.months + world.horizonMonths);
  const days = watched.flatMap((account) => account.history.ledger.reached(defaultDays, asOfNumber, until) ?? []);
  return days.length > 0 ? dayText(Math.min(...days)) : null;
}
