import { type GraphQLScalarType, GraphQLString } from 'graphql';

/** What a field shows under a *masked* grant: the scalar it then has, and what it makes of the value. It tells a class of values and nothing finer. */
export interface Mask {
  readonly name: string;
  readonly type: GraphQLScalarType;
  /** Of an object: what of it the mask looks at. */
  readonly of?: readonly string[];
  readonly apply: (value: unknown) => unknown;
}

/** What a field shows of its value, or of each in a list. */
export const worn = ({ apply }: Mask, value: unknown): unknown =>
  Array.isArray(value) ? value.map((each) => (empty(each) ? null : apply(each))) : empty(value) ? null : apply(value);

const empty = (value: unknown): boolean => value === null || value === undefined;

const mask = (name: string, apply: (text: string) => string): Mask => ({ name, type: GraphQLString, apply: (value) => apply(String(value)) });

const dots = '••••';

/** The last four characters behind dots; a value of fewer than eight shows none, nor does an address of e-mail, whose end says where it is. */
export const lastFourMask = mask('last four characters', (text) => {
  const characters = [...text];
  return characters.length >= 8 && !text.includes('@') ? `${dots}${characters.slice(-4).join('')}` : dots;
});

const initialsMost = 3;

/** `A. L.` of `Ada Lovelace`; of a name that is written without blanks (Chinese, Japanese, Korean) the first character. */
export const initialsMask = mask('initials', (text) => {
  const words = text.normalize('NFKC').match(/[\p{L}\p{N}][^\s,·-]*/gu) ?? [];
  const first = [...(words[0] ?? '')][0] ?? '';
  if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(first)) return `${first}••`;
  const initials = words.slice(0, initialsMost).map((word) => `${[...word.toUpperCase()][0]}.`);
  return initials.length > 0 ? initials.join(' ') : dots;
});

export const yearMask = mask('year', (day) => day.slice(0, 4));

export const monthMask = mask('month', (day) => day.slice(0, 7));

/** Province, city and district as a Chinese address begins; 小区, 三区 and the like are estates, finer than a district (二七区 is one). */
const chineseDistrict =
  /^(?:\p{Script=Han}{2,7}?(?:省|自治区|自治區|特别行政区|特別行政區))?(?:\p{Script=Han}{1,7}?(?:市|自治州|地区|地區|盟))?(?:\p{Script=Han}{1,6}?(?:(?<![小社园園校厂廠库庫院一二三四五六八九十期]|(?<!二)七)[区區]|县|縣|旗))?/u;

/**
 * The coarsest part of an address that names a place: its beginning as Chinese is written, the last part behind a comma
 * otherwise, without what has a digit (a postcode). Where that part could be a street, nothing.
 */
export const districtMask = mask('district', (address) => {
  const text = address.normalize('NFKC').trim();
  if (/\p{Script=Han}/u.test(text)) return chineseDistrict.exec(text.replaceAll(/\s/gu, ''))?.[0] || dots;
  const parts = text.split(/\s*[,;\n]\s*/u);
  const words = parts.length > 1 ? (parts.at(-1) as string).split(/\s+/u) : [];
  const place = words.filter((word) => !/\p{N}/u.test(word)).join(' ');
  return words.some((word) => /^\p{N}{1,3}\p{L}?$/u.test(word)) || !/\p{L}{2}/u.test(place) ? dots : place;
});

/** A band of magnitudes with its sign: of -120 it is the other side of that of 120. */
const signed = (isNegative: boolean, from: string, to: string): string => {
  const text = `${grouped(from)}-${grouped(to)}`;
  return isNegative ? `-(${text})` : text;
};
const grouped = (digits: string): string => digits.replaceAll(/\B(?=(\d{3})+$)/g, ',');

/** The digits of the whole part without leading zeros, and whether there is anything behind the point; exact, also of what no double holds. */
function partsOf(value: unknown): { isNegative: boolean; whole: string; hasMore: boolean } {
  if (typeof value === 'number') return { ...partsOf(String(BigInt(Math.trunc(value)))), isNegative: value < 0, hasMore: value % 1 !== 0 };
  const [, minus, whole = '', more = ''] = /^(-?)0*(\d*)(?:\.(\d*))?$/.exec(String(value)) ?? [];
  return { isNegative: minus === '-', whole, hasMore: /[1-9]/.test(more) };
}

/** 1-2, 2-5, 5-10, 10-20 and so on, each without its upper end; 0 alone, and what is less than 1 as 0-1. */
function bandOf(value: unknown): string {
  const { isNegative, whole, hasMore } = partsOf(value);
  if (whole === '') return hasMore ? signed(isNegative, '0', '1') : '0';
  const zeros = '0'.repeat(whole.length - 1);
  const first = Number(whole[0]);
  const [from, to] = first >= 5 ? ['5', '10'] : first >= 2 ? ['2', '5'] : ['1', '2'];
  return signed(isNegative, `${from}${zeros}`, `${to}${zeros}`);
}

export const bandMask: Mask = { name: 'band', type: GraphQLString, apply: bandOf };

/** `1,000-2,000 CNY`. */
export const moneyBandMask: Mask = {
  name: 'band',
  type: GraphQLString,
  of: ['amount', 'currency'],
  apply: (value) => {
    const { amount, currency } = value as { amount: string; currency: string };
    return `${bandOf(amount)} ${currency}`;
  },
};

const scoreStep = 20;

/** Scores lie close together: bands of equal width. */
export const scoreMask: Mask = {
  name: 'band of scores',
  type: GraphQLString,
  apply: (value) => {
    const score = Number(value);
    const from = Math.floor(Math.abs(score) / scoreStep) * scoreStep;
    return signed(score < 0, String(from), String(from + scoreStep));
  },
};

/** A quarter of 0 to 1; one is in the last. */
export const shareMask: Mask = {
  name: 'quarter',
  type: GraphQLString,
  apply: (value) => {
    const quarter = Math.min(3, Math.max(0, Math.floor(Number(value) * 4)));
    return `${quarter / 4}-${(quarter + 1) / 4}`;
  },
};
