import { isDay } from '../base/time.ts';

/** Numbers and addresses that name a customer to the outside. */
export const identifierKinds = ['national_id', 'passport', 'registration_number', 'tax_number', 'bank_account', 'phone', 'email'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/**
 * Kinds of which an authority gives one holder one number: verified, they link and veto. Bank accounts do not: one
 * person has several, and two people share one.
 */
export const uniqueKinds: readonly IdentifierKind[] = ['national_id', 'passport', 'registration_number', 'tax_number'];
/** Ways to reach somebody; shared in households and by agents, so they never link. */
export const contactKinds: readonly IdentifierKind[] = ['phone', 'email'];

export const isIdentifierKind = (word: string): word is IdentifierKind => (identifierKinds as readonly string[]).includes(word);

/** Longer cells are no identifier, whatever stands in them. */
const rawCharacters = 300;
const sizes: Record<IdentifierKind, readonly [least: number, most: number]> = {
  national_id: [5, 30],
  passport: [5, 20],
  registration_number: [5, 30],
  tax_number: [5, 30],
  bank_account: [5, 34],
  phone: [5, 15],
  email: [3, 254],
};

/** The one text under which equal identifiers are equal; nothing when it is no identifier: a placeholder or a wrong form. */
export function normalise(kind: IdentifierKind, raw: string): string | undefined {
  if (raw.length > rawCharacters) return undefined;
  const text = raw.normalize('NFKC').trim();
  const form = kind === 'email' ? emailForm(text) : kind === 'phone' ? phoneForm(text) : numberForm(text);
  if (form === undefined) return undefined;
  const length = kind === 'phone' ? form.replace('+', '').length : form.length;
  const [least, most] = sizes[kind];
  if (length < least || length > most) return undefined;
  return kind === 'national_id' ? identityForm(form) : form;
}

/** Every kind a searched text can be read as, each with its normal form. */
export const readings = (raw: string): { kind: IdentifierKind; normalised: string }[] =>
  identifierKinds.flatMap((kind) => {
    const normalised = normalise(kind, raw);
    return normalised === undefined ? [] : [{ kind, normalised }];
  });

/** What a caller may say to be recognised: the last four characters, of an e-mail address those before the @. */
export const lastFour = (kind: IdentifierKind, normalised: string): string =>
  (kind === 'email' ? normalised.slice(0, normalised.lastIndexOf('@')) : normalised).slice(-4);

/**
 * Whether two phone numbers in their normal forms are one: equal digits, but for the country (up to three digits) and the
 * zero in front of a national number, which one of them may lack. At least seven digits must agree.
 */
export function isSamePhone(left: string, right: string): boolean {
  if (left === right) return true;
  if (left.startsWith('+') && right.startsWith('+')) return false;
  const [short = '', long = ''] = [left, right].map((form) => form.replace(/^[+0]+/, '')).sort((a, b) => a.length - b.length);
  return short.length >= 7 && long.endsWith(short) && long.length - short.length <= 3;
}

function emailForm(text: string): string | undefined {
  const lower = text.toLowerCase().normalize('NFKC');
  return /^[^\s@,;<>]+@[^\s@,;<>]+$/.test(lower) && !/^(none|null|na|n\/a|no|unknown|test)@/.test(lower) ? lower : undefined;
}

function phoneForm(text: string): string | undefined {
  if (!/^\+?[\d\s()./\-\u2010-\u2015]+$/.test(text)) return undefined;
  const digits = text.replace(/\D/g, '');
  const abroad = text.startsWith('+') || digits.startsWith('00');
  const number = text.startsWith('+') ? digits : digits.replace(/^00/, '');
  if (placeholder(number)) return undefined;
  return abroad ? `+${number}` : number;
}

function numberForm(text: string): string | undefined {
  const form = text
    .toUpperCase()
    .normalize('NFKC')
    .replace(/[\s./_\u00b7\u2010-\u2015-]/g, '');
  return /^[\p{L}\d]+$/u.test(form) && /\d/.test(form) && !placeholder(form) ? form : undefined;
}

/** One character repeated, or digits counting up or down: what people type when a form insists. */
function placeholder(form: string): boolean {
  if (/^(.)\1*$/u.test(form)) return true;
  return /^\d+$/.test(form) && ('012345678901234567890123456789'.includes(form) || '987654321098765432109876543210'.includes(form));
}

/** China's identity numbers in their 18 places (GB 11643-1999); other countries' numbers as they are. */
function identityForm(form: string): string | undefined {
  if (/^\d{17}[\dX]$/.test(form)) return chinese(form) ? form : undefined;
  if (/^\d{15}$/.test(form)) {
    const body = `${form.slice(0, 6)}19${form.slice(6)}`;
    const long = body + checkDigit(body);
    return chinese(long) ? long : form;
  }
  return form;
}

const provinces = new Set('11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '));
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

const checkDigit = (body: string): string => '10X98765432'.charAt(weights.reduce((sum, weight, at) => sum + weight * Number(body[at]), 0) % 11);

const chinese = (number: string): boolean =>
  provinces.has(number.slice(0, 2)) &&
  isDay(`${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`) &&
  checkDigit(number.slice(0, 17)) === number[17];
