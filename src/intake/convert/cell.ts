import { nameKey } from '../../base/digest.ts';
import type { FactColumn } from '../../base/fact.ts';
import { limits } from '../../base/limits.ts';
import { dayOf, isDay } from '../../base/time.ts';
import { type Fault, fault } from '../reject.ts';
import { decimalText, parseDecimal, rounded, shifted } from './decimal.ts';
import { localOf, readIso, type Written, zoneOf } from './zone.ts';

/** From a cell's text to the text that is stored, or why it is none. The empty text never comes here. */
export type Step = (text: string) => string | Fault;

const plain = /^(?:0|-?[1-9]\d{0,12})$/;
const [zero, point] = [48, 46];
/** With four places more these are less than 2^53. */
const shortCharacters = 11;
const integerMax = 2 ** 31 - 1;
const yes = new Set(['true', 't', 'yes', 'y', '1']);
const no = new Set(['false', 'f', 'no', 'n', '0']);

/** Exact minor units of a decimal text; a decimal the currency does not have is a fault, never rounded. */
export function minorStep(places: number, currency: string): Step {
  return (text) => {
    const amount = shortAmount(text, places);
    if (amount !== undefined) return String(amount);
    if (!parseDecimal(text)) return fault('INTAKE_CELL_NUMBER');
    return shifted(text, places) ?? fault('INTAKE_CELL_MINOR', { places, currency });
  };
}

/** Nearly every amount, read at once: digits, perhaps a point and some more, few enough to be exact as a whole number of minor units. */
function shortAmount(text: string, places: number): number | undefined {
  if (text.length > shortCharacters) return undefined;
  let amount = 0;
  let decimals = -1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= zero && code <= zero + 9) {
      amount = amount * 10 + code - zero;
      if (decimals >= 0) decimals += 1;
    } else if (code === point && decimals < 0 && at > 0) decimals = 0;
    else return undefined;
  }
  if (decimals === 0 || decimals > places) return undefined;
  return amount * 10 ** (places - Math.max(decimals, 0));
}

/**
 * Reads what a pattern writes: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS` (one letter: also without a leading zero) and
 * marks. Answers local milliseconds as if of UTC; what the pattern leaves out is the first there is.
 */
function patternOf(pattern: string): (text: string) => number | undefined {
  const parts: string[] = [];
  const source = pattern.replace(/[.\\/ -]/g, '\\$&').replace(/yyyy|SSS|MM?|dd?|HH?|mm?|ss?/g, (part) => {
    parts.push(part[0] as string);
    return part.length > 2 ? `(\\d{${part.length}})` : part.length === 2 ? '(\\d{2})' : '(\\d{1,2})';
  });
  const shape = new RegExp(`^${source}$`);
  return (text) => {
    const found = shape.exec(text);
    if (!found) return undefined;
    const part = (letter: string, least: string): string => (parts.includes(letter) ? (found[parts.indexOf(letter) + 1] ?? least) : least).padStart(2, '0');
    return localOf(`${part('y', '0001')}-${part('M', '01')}-${part('d', '01')}`, part('H', '00'), part('m', '00'), part('s', '00'), part('S', ''));
  };
}

/** The day of what a pattern writes, as `YYYY-MM-DD`; `iso` with an offset gives the day it was for the company. */
export function dayStep(pattern: string, timeZone: string): Step {
  const refused = fault('INTAKE_CELL_DATE', { pattern: pattern === 'iso' ? 'yyyy-MM-dd(THH:mm:ss)' : pattern });
  if (pattern !== 'iso') {
    const read = patternOf(pattern);
    return (text) => {
      const local = read(text);
      return local === undefined ? refused : localDay(local);
    };
  }
  const zone = zoneOf(timeZone);
  return (text) => {
    if (isDay(text)) return text;
    const written = readIso(text);
    if (!written) return refused;
    const instant = written.offset === undefined ? undefined : zone.instant(written);
    return instant === undefined ? localDay(written.local) : zone.day(instant);
  };
}

const localDay = (local: number): string => dayOf(Math.floor(local / 86_400_000));

/** A moment written by a pattern, as ISO 8601 without an offset. */
export function momentStep(pattern: string): Step {
  const read = patternOf(pattern);
  return (text) => {
    const local = read(text);
    return local === undefined ? fault('INTAKE_CELL_INSTANT', { pattern }) : new Date(local).toISOString().slice(0, -1);
  };
}

/** A moment in UTC: ISO 8601, without an offset the company's local time. The clock that skips an hour has no such time. */
function instantStep(timeZone: string): Step {
  const zone = zoneOf(timeZone);
  return (text) => {
    const written: Written | undefined = readIso(text);
    if (!written) return fault('INTAKE_CELL_INSTANT', { pattern: 'yyyy-MM-ddTHH:mm:ss(+HH:mm)' });
    return zone.instant(written) ?? fault('INTAKE_CELL_SKIPPED', { zone: timeZone });
  };
}

/** Few different days stand in a file: what became of each is kept, within a bound. */
export function remembering<Result>(step: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size > 4_000) known.clear();
    const result = step(text);
    known.set(text, result);
    return result;
  };
}

/** A day, or a month for its first day. */
export const anyDay: Step = (text) => {
  const day = text.length === 7 ? `${text}-01` : text;
  return isDay(day) ? day : fault('INTAKE_CELL_DATE', { pattern: 'yyyy-MM-dd' });
};

/** What a text must be to stand in a column, and its one form: equal values give equal texts. */
export function typeStep(column: FactColumn, { source, timeZone }: { readonly source: string; readonly timeZone: string }): Step {
  const { nonNegative = false } = column;
  switch (column.type) {
    case 'text':
      return text;
    case 'code':
      return column.words ? wordStep(column.words) : text;
    case 'integer':
      return (raw) => whole(raw, integerMax, nonNegative);
    case 'money':
      return (raw) => whole(raw, limits.minorMax, nonNegative);
    case 'quantity':
      return (raw) => quantity(raw, nonNegative);
    case 'date':
      return remembering((raw) => (isDay(raw) ? raw : fault('INTAKE_CELL_DATE', { pattern: 'yyyy-MM-dd' })));
    case 'month':
      return remembering(month);
    case 'boolean':
      return boolean;
    case 'reference':
      return (raw) => keyFault(raw) ?? nameKey(source, column.to ?? '', raw);
    case 'customer':
      return (raw) => keyFault(raw) ?? nameKey(source, 'customer', raw);
    case 'instant':
      return instantStep(timeZone);
  }
}

/** The JSON text of a free attribute. */
export const attributeStep = (type: 'word' | 'number'): Step =>
  type === 'number' ? (raw) => quantity(raw, false) : (raw) => (raw.includes('\0') ? fault('INTAKE_CELL_CHARACTER') : JSON.stringify(raw));

export const text: Step = (raw) => (raw.includes('\0') ? fault('INTAKE_CELL_CHARACTER') : raw);

/** Why a text cannot be a natural key, if so. */
export function keyFault(raw: string): Fault | undefined {
  if (raw === '') return fault('INTAKE_KEY_MISSING');
  if (raw.length > limits.keyCharacters) return fault('INTAKE_KEY_LONG', { characters: limits.keyCharacters });
  return raw.includes('\0') ? fault('INTAKE_CELL_CHARACTER') : undefined;
}

function wordStep(words: readonly string[]): Step {
  const known = new Set(words);
  return (raw) => (known.has(raw) ? raw : fault('INTAKE_CELL_WORD', { words: words.join(', ') }));
}

function whole(raw: string, most: number, nonNegative: boolean): string | Fault {
  let digits = raw;
  if (!plain.test(raw)) {
    const value = parseDecimal(raw);
    if (!value) return fault('INTAKE_CELL_NUMBER');
    digits = decimalText(value);
    if (digits.includes('.')) return fault('INTAKE_CELL_WHOLE');
  }
  const value = Number(digits);
  if (value < 0 && nonNegative) return fault('INTAKE_CELL_NEGATIVE');
  return Math.abs(value) > most ? fault('INTAKE_CELL_RANGE', { most }) : digits;
}

function quantity(raw: string, nonNegative: boolean): string | Fault {
  const value = parseDecimal(raw);
  if (!value) return fault('INTAKE_CELL_NUMBER');
  if (value.digits < 0n && nonNegative) return fault('INTAKE_CELL_NEGATIVE');
  return decimalText(rounded(value, 12));
}

function month(raw: string): string | Fault {
  const day = `${raw.slice(0, 7)}-01`;
  return isDay(raw.length === 7 ? day : raw) ? day : fault('INTAKE_CELL_MONTH');
}

function boolean(raw: string): string | Fault {
  const word = raw.toLowerCase();
  return yes.has(word) ? 't' : no.has(word) ? 'f' : fault('INTAKE_CELL_BOOLEAN');
}
