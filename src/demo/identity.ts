import { asOfNumber, dayText } from './calendar.ts';
import { chinese, firms, incomeBands, latin, occupations, streets } from './names.ts';
import type { Random } from './random.ts';

/** What the company knows of who somebody is; the two systems may write it differently. */
export interface Identity {
  readonly kind: 'person' | 'organisation';
  /** As the customer system writes it, in the customer's own script. */
  readonly name: string;
  /** As the billing system writes it, in Latin letters. */
  readonly latinName: string;
  readonly sex: 'female' | 'male' | null;
  readonly bornOn: string | null;
  readonly address: string;
  /** National identity number of a person, registration number of an organisation. */
  readonly number: string;
  readonly phone: string;
  readonly email: string;
  readonly occupation: string | null;
  readonly industry: string | null;
  readonly income: (typeof incomeBands)[number] | null;
  /** How many times a household's consumption. */
  readonly scale: number;
}

/** What a story fixes beforehand. */
export interface Told {
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly latinName: string;
  readonly sex?: 'female' | 'male' | undefined;
  readonly trade?: { readonly industry: string; readonly scale: number } | undefined;
  readonly phone?: string | undefined;
}

const [latinHalf, otherHalf] = [0, 1].map(
  (at) =>
    (pair: string): string =>
      pair.split('/')[at] ?? '',
) as [(pair: string) => string, (pair: string) => string];
const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Draws who customer `index` is; `standing` is how sure a payer we may think of, and shows a little in income. */
export function identityOf(random: Random, index: number, told?: Told): Identity & { standing: number } {
  const drawn = told ?? (random.chance(0.85) ? person(random) : firm(random));
  const { kind, name, latinName, trade } = drawn;
  const reached = { address: addressOf(random, name !== latinName), phone: drawn.phone ?? phoneOf(index), email: emailOf(latinName, index) };
  const none = { sex: null, bornOn: null, occupation: null, income: null, industry: null };
  if (kind === 'organisation') {
    const { industry, scale } = trade ?? { industry: 'services', scale: 5 };
    return { ...none, kind, name, latinName, ...reached, industry, number: registrationNumber(index), scale: random.lognormal(scale, 0.4), standing: 0.1 };
  }
  const sex = drawn.sex ?? 'female';
  // Nobody of a story was a child when it began.
  const age = random.whole(told ? 36 : 19, 62) + random.whole(0, 20);
  const bornOn = dayText(asOfNumber - Math.floor(365.25 * age) - random.whole(1, 364));
  const band = random.whole(0, 3);
  const life = { occupation: occupationOf(random, age), income: incomeBands[band] ?? null, scale: random.lognormal(1, 0.25), standing: (band - 1.5) * 0.15 };
  return { ...none, kind, name, latinName, ...reached, sex, bornOn, number: nationalId(index, bornOn, sex), ...life };
}

const occupationOf = (random: Random, age: number): string => (age > 65 ? 'pensioner' : age < 22 && random.chance(0.5) ? 'student' : random.pick(occupations));

const emailOf = (latinName: string, index: number): string => {
  const words = latinName
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .split(' ');
  return `${words.join('.').toLowerCase()}.${index + 1}@example.com`;
};

function person(random: Random): Told {
  const sex = random.chance(0.5) ? 'female' : 'male';
  if (random.chance(0.4)) {
    const name = `${random.pick(latin[sex])} ${random.pick(latin.family)}`;
    return { kind: 'person', name, latinName: name, sex };
  }
  const family = random.pick(chinese.family);
  const given = Array.from({ length: random.chance(0.8) ? 2 : 1 }, () => random.pick(chinese[sex]));
  const name = [family, ...given].map(otherHalf).join('');
  return { kind: 'person', name, latinName: `${latinHalf(family)} ${capital(given.map(latinHalf).join(''))}`, sex };
}

function firm(random: Random): Told {
  const [first, second, trade] = [random.pick(firms.first), random.pick(firms.second), random.pick(firms.trade)];
  const parts = [first, second, trade.name];
  const latinName = parts.map(latinHalf).join(' ');
  const name = random.chance(0.6) ? parts.map(otherHalf).join('') : latinName;
  return { kind: 'organisation', name, latinName, trade };
}

export function addressOf(random: Random, inChinese: boolean): string {
  const street = random.pick(streets);
  const [house, flat] = [random.whole(1, 180), random.whole(1, 40)];
  return inChinese ? `湖滨市${otherHalf(street)}路${house}号${flat}室` : `${house} ${latinHalf(street)} Street, flat ${flat}, Lakeside`;
}

/** The form of a mobile number on a prefix that no operator has. */
const phoneOf = (index: number): string => `129${pad(10_000_000 + ((index * 7_919) % 80_000_000), 8)}`;

/** An 18-digit identity number with a true check digit in districts (119..., 129...) that do not exist, so nobody's; one per index. */
export function nationalId(index: number, bornOn: string, sex: 'female' | 'male'): string {
  const order = (Math.floor(index / 1_000) % 499) * 2 + (sex === 'male' ? 1 : 0);
  const digits = `${index < 499_000 ? 11 : index < 998_000 ? 12 : 13}9${pad(index % 1_000, 3)}${bornOn.replaceAll('-', '')}${pad(order, 3)}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((held, weight, at) => held + weight * Number(digits[at]), 0);
  return digits + '10X98765432'[sum % 11];
}

const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** An 18-character unified social credit code (GB 32100) with a true check character and a region that does not exist. */
export function registrationNumber(index: number): string {
  const body = `91990000${pad(index, 8)}X`;
  const sum = [...body].reduce((held, letter, at) => held + letters.indexOf(letter) * (3 ** at % 31), 0);
  return body + letters[(31 - (sum % 31)) % 31];
}
