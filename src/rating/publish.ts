import { encodeId } from '../base/id.ts';
import type { Language } from '../base/text.ts';
import { evaluate } from './card/evaluator.ts';
import { binText, type Characteristic, scaleText } from './card/scorecard.ts';
import type { Value } from './indicator.ts';
import { type RatingRow, unpack } from './rating.ts';
import { wordsOf } from './review/review.ts';
import { type Subject, subjectOf } from './subject.ts';
import type { Version } from './version/version.ts';

/** A value of an indicator: a number, a special code or a word, or none of them. */
export interface PublishedValue {
  readonly state: Value['state'] | 'withheld';
  readonly value: number | null;
  readonly word: string | null;
}

/** The values of a rating's indicators as they are kept. */
export type Measured = Pick<RatingRow, 'values' | 'states' | 'words'>;
/** What of them the card that held made. */
export type Placed = Pick<RatingRow, 'card' | 'bins' | 'points'>;

export interface PublishedRuleset {
  readonly name: string;
  readonly title: string;
  readonly digest: string;
}

/** One characteristic of a rating: what was measured, the bin it fell into, the points it gave. */
export interface PublishedCharacteristic extends PublishedValue {
  readonly indicator: string;
  readonly label: string;
  readonly unit: string;
  readonly bin: string | null;
  readonly points: number | null;
  /** The most points that a bin or knot of the characteristic gives. */
  readonly bestPoints: number;
}

export interface PublishedReason {
  readonly code: string;
  /** Points lost against the baseline. */
  readonly points: number;
  readonly texts: Readonly<Record<Language, string>>;
}

/** A rating as the graph shows it, in one language. */
export interface PublishedRating extends Omit<RatingRow, 'grade' | 'reasons' | 'card'> {
  readonly id: string;
  readonly subject: Subject;
  /** The account's opaque id, when an account is rated. */
  readonly account: string | null;
  /** As it is kept, and the version it was made with. */
  readonly row: RatingRow;
  readonly made: Version;
  /** Indicators whose values the caller may not see. */
  readonly withheld: ReadonlySet<string>;
  readonly grade: string | null;
  /** Name of the card that held; null when none did, or when it tells what the caller may not see. */
  readonly card: string | null;
  readonly ruleset: PublishedRuleset;
  readonly characteristics: readonly PublishedCharacteristic[];
  readonly reasons: readonly PublishedReason[];
}

/** Reads a rating's arrays with its version. */
export function publishRating(row: RatingRow, version: Version, language: Language, withheld: ReadonlySet<string>): PublishedRating {
  const subject = subjectOf(row.customerId, row.subjectId);
  return {
    ...row,
    row,
    made: version,
    withheld,
    id: ratingId(row.customerId, row.ratingId),
    subject,
    account: subject === 'account' ? accountId(row.customerId, row.subjectId) : null,
    grade: row.grade === null ? null : gradeName(version, row.grade),
    card: cardName(version, row.card, withheld),
    ruleset: rulesetOf(version, language),
    characteristics: characteristicsOf(row, version, language, withheld),
    reasons: reasonsOf(version, row.reasons, row),
  };
}

export const ratingId = (customer: string, rating: string): string => encodeId('rat', customer, rating);
export const accountId = (customer: string, account: string): string => encodeId('acc', customer, account);

/** By its index, 0 the best. */
export const gradeName = ({ ruleset }: Version, index: number): string | null => ruleset.grades[index]?.grade ?? null;

export const rulesetOf = ({ ruleset, digest }: Version, language: Language): PublishedRuleset => ({
  name: ruleset.name,
  title: ruleset.title[language],
  digest,
});

/** Which card held tells something of everything that populations ask about. */
export const isCardHidden = ({ ruleset }: Version, withheld: ReadonlySet<string>): boolean =>
  withheld.size > 0 && ruleset.cards.some((card) => card.population.some(({ indicator }) => withheld.has(indicator)));

/** By its index, -1 none. */
export const cardName = (version: Version, index: number, withheld: ReadonlySet<string>): string | null =>
  isCardHidden(version, withheld) ? null : (version.ruleset.cards[index]?.name ?? null);

/** Reasons by their codes; with the values that were measured, which are evaluated again, the points that each lost. */
export function reasonsOf(version: Version, codes: readonly string[], measured: Measured): PublishedReason[];
export function reasonsOf(version: Version, codes: readonly string[], measured?: Measured): (Omit<PublishedReason, 'points'> & { points?: number })[];
export function reasonsOf(version: Version, codes: readonly string[], measured?: Measured) {
  const { reasons } = version.ruleset;
  const texts = (code: string): PublishedReason['texts'] => reasons[code] ?? wordsOf(version.ruleset, code) ?? { en: code, zh: code };
  if (!measured) return codes.map((code) => ({ code, texts: texts(code) }));
  const lost = new Map(evaluate(version.plan, unpack(measured)).reasons.map((reason) => [reason.code, reason.difference]));
  return codes.map((code) => ({ code, points: lost.get(code) ?? 0, texts: texts(code) }));
}

const hidden: PublishedValue = { state: 'withheld', value: null, word: null };

export function publishValue(value: Value, isWithheld = false): PublishedValue {
  if (isWithheld) return hidden;
  if (value.state === 'special') return { state: 'special', value: value.code, word: null };
  if (value.state === 'missing') return { state: 'missing', value: null, word: null };
  return typeof value.value === 'number' ? { state: 'value', value: value.value, word: null } : { state: 'value', value: null, word: value.value };
}

/** The characteristics of the card that held, in its order, without what is withheld; none when the card is. */
export function characteristicsOf(row: Measured & Placed, version: Version, language: Language, withheld: ReadonlySet<string>): PublishedCharacteristic[] {
  if (isCardHidden(version, withheld)) return [];
  const { ruleset, plan } = version;
  const values = unpack(row);
  return (ruleset.cards[row.card]?.characteristics ?? []).map((characteristic, at) => {
    const value = values[plan.indicators.indexOf(characteristic.indicator)] as Value;
    const indicator = ruleset.indicators[characteristic.indicator];
    const isWithheld = withheld.has(characteristic.indicator);
    return {
      indicator: characteristic.indicator,
      label: indicator?.label[language] ?? characteristic.indicator,
      unit: indicator?.unit ?? '',
      ...publishValue(value, isWithheld),
      bin: isWithheld ? null : placeText(characteristic, row.bins[at] ?? -1, value),
      points: isWithheld ? null : (row.points[at] ?? null),
      bestPoints: plan.cards[row.card]?.characteristics[at]?.best ?? 0,
    };
  });
}

/** The bin, or the part of the scale, that a value fell into. */
function placeText({ bins, scale }: Characteristic, at: number, value: Value): string | null {
  const bin = bins[at];
  if (bin) return binText(bin);
  return at === bins.length && scale && value.state === 'value' && typeof value.value === 'number' ? scaleText(scale.knots, value.value) : null;
}
