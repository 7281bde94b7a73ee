import { round } from '../base/rounding.ts';
import { money } from './billing.ts';
import { dayText, monthEnd, monthStart, world } from './calendar.ts';
import type { Customer } from './customer.ts';
import { Random } from './random.ts';
import { clientNo, type Rows } from './sheet.ts';
import { variant } from './variant.ts';

type Savings = Pick<Rows, 'savings/customers' | 'savings/accounts' | 'savings/balances'>;

const shareHeld = 0.15;
const shareJoined = 0.6;
const openedBefore = 120;

/**
 * What the savings arm says: 15 % of persons hold a deposit there, under a name written slightly otherwise, and 60 % of
 * those with the identity number that joins the records.
 */
export function savings(seed: number, { index, identity, story }: Customer): Savings {
  const random = new Random(seed, index, 60);
  if (story || identity.kind !== 'person' || !random.chance(shareHeld)) return { 'savings/customers': [], 'savings/accounts': [], 'savings/balances': [] };
  const number = random.chance(shareJoined) ? identity.number : null;
  const openedIn = random.chance(0.2) ? random.whole(1, world.months - 4) : -random.whole(1, openedBefore);
  const openedOn = dayText(monthStart(openedIn) + random.whole(0, 20));
  const name = variant(random, identity.name, identity.latinName);
  const account = `${clientNo(index)}-1`;
  const balances = [];
  let held = random.lognormal(1_800_000, 0.9) * (1 + 0.3 * identity.scale);
  for (let month = Math.max(openedIn, 0); month < world.months; month++) {
    held = Math.max(0, held * (1 + 0.08 * random.normal()));
    balances.push([account, dayText(monthEnd(month)), money(round(held))]);
  }
  return {
    'savings/customers': [[clientNo(index), name, number === null ? null : identity.bornOn, identity.address, number, identity.phone, openedOn]],
    'savings/accounts': [[account, clientNo(index), random.pick(['sight', 'sight', 'one year', 'three years']), openedOn]],
    'savings/balances': balances,
  };
}
