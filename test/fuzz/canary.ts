import { type Scope, scopes } from '../../src/base/scope.ts';

/** What stands in a protected column: it says what protects it, whose it is, and how old. */
export interface Canary {
  readonly scope: Scope;
  /** Which customer: a digit. */
  readonly customer: number;
  /** Which of `agesInDays`; without one it holds whatever the day. */
  readonly age?: number | undefined;
}

/** Days before the day of the run: within three months, within twelve, within a hundred and twenty. */
export const agesInDays = [12, 200, 900] as const;

const noAge = 9;
const digits = ({ scope, customer, age = noAge }: Canary): string => `${String(scopes.indexOf(scope)).padStart(2, '0')}${customer}${age}`;

/** A text for columns of words. */
export const word = (canary: Canary): string => `Cnry${digits(canary)}x`;
/** For whole numbers of 32 bits. */
export const small = (canary: Canary): number => Number(`1${digits(canary)}7777`);
/** For amounts and quantities. */
export const large = (canary: Canary): number => Number(`7${digits(canary)}31337`);

const shapes = /(?:Cnry|CNRY|cnry)(\d\d)(\d)(\d)|\b1(\d\d)(\d)(\d)7777\b|\b7(\d\d)(\d)(\d)31337\b/g;

/** Every canary of a text, wherever a decimal point stands in it. */
export function canariesIn(text: string): Canary[] {
  const found = new Map<string, Canary>();
  for (const each of [text, text.replaceAll(/(?<=\d)\.(?=\d)/g, '')])
    for (const match of each.matchAll(shapes)) {
      const [scope, customer, age] = match.slice(1).filter((part) => part !== undefined);
      const name = scopes[Number(scope)];
      if (name) found.set(match[0], { scope: name, customer: Number(customer), age: Number(age) === noAge ? undefined : Number(age) });
    }
  return [...found.values()];
}
