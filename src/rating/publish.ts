import { encodeId } from '../base/id.ts';
import type { Language } from '../base/text.ts';
import { evaluate } from './card/evaluator.ts';
import { binText, type Characteristic, pointsOf, scaleText } from './card/scorecard.ts';
import type { Value } from './indicator.ts';
import { type RatingRow, unpack } from './rating.ts';
import type { Subject } from './subject.ts';
import type { Version } from './version/version.ts';

/** A value of an indicator: a number, a special code or a word, or none of them. */
export interface PublishedValue {
  readonly state: Value['state'] | 'withheld';
  readonly value: number | null;
  readonly word: string | null;
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
  /** As it is kept. */
  readonly row: RatingRow;
  /** Indicators whose values the caller may not see. */
  readonly withheld: ReadonlySet<string>;
  readonly grade: string | null;
  /** Name of the card that held; null when none did, or when it tells what the caller may not see. */
  readonly card: string | null;
  readonly ruleset: { readonly name: string; readonly title: string; readonly digest: string };
  readonly characteristics: readonly PublishedCharacteristic[];
  readonly reasons: readonly PublishedReason[];
}

/** Reads a rating's arrays with its version; the points each reason lost come from evaluating the kept values again. */
export function publishRating(row: RatingRow, version: Version, language: Language, withheld: ReadonlySet<string>): PublishedRating {
  const { ruleset } = version;
  const { subject } = ruleset;
  // Which card held tells something of everything that populations ask about.
  const isCardHidden = ruleset.cards.some((card) => card.population.some(({ indicator }) => withheld.has(indicator)));
  const characteristics = isCardHidden ? [] : characteristicsOf(row, version, language);
  const lost = new Map(evaluate(version.plan, unpack(row)).reasons.map((reason) => [reason.code, reason.difference]));
  return {
    ...row,
    row,
    withheld,
    id: encodeId('rat', row.customerId, row.ratingId),
    subject,
    account: subject === 'account' ? encodeId('acc', row.customerId, row.subjectId) : null,
    grade: row.grade === null ? null : (ruleset.grades[row.grade]?.grade ?? null),
    card: isCardHidden ? null : (ruleset.cards[row.card]?.name ?? null),
    ruleset: { name: ruleset.name, title: ruleset.title[language], digest: version.digest },
    characteristics: characteristics.map((each) => (withheld.has(each.indicator) ? { ...each, ...hidden, bin: null, points: null } : each)),
    reasons: row.reasons.map((code) => ({ code, points: lost.get(code) ?? 0, texts: ruleset.reasons[code] ?? { en: code, zh: code } })),
  };
}

const hidden: PublishedValue = { state: 'withheld', value: null, word: null };

export function publishValue(value: Value, isWithheld = false): PublishedValue {
  if (isWithheld) return hidden;
  if (value.state === 'special') return { state: 'special', value: value.code, word: null };
  if (value.state === 'missing') return { state: 'missing', value: null, word: null };
  return typeof value.value === 'number' ? { state: 'value', value: value.value, word: null } : { state: 'value', value: null, word: value.value };
}

function characteristicsOf(row: RatingRow, { ruleset, plan }: Version, language: Language): PublishedCharacteristic[] {
  const values = unpack(row);
  const card = ruleset.cards[row.card];
  return (card?.characteristics ?? []).map((characteristic, at) => {
    const value = values[plan.indicators.indexOf(characteristic.indicator)] as Value;
    const indicator = ruleset.indicators[characteristic.indicator];
    return {
      indicator: characteristic.indicator,
      label: indicator?.label[language] ?? characteristic.indicator,
      unit: indicator?.unit ?? '',
      ...publishValue(value),
      bin: placeText(characteristic, row.bins[at] ?? -1, value),
      points: row.points[at] ?? null,
      bestPoints: Math.max(...pointsOf(characteristic, card?.decimals ?? 0)),
    };
  });
}

/** The bin, or the part of the scale, that a value fell into. */
function placeText({ bins, scale }: Characteristic, at: number, value: Value): string | null {
  const bin = bins[at];
  if (bin) return binText(bin);
  return at === bins.length && scale && value.state === 'value' && typeof value.value === 'number' ? scaleText(scale.knots, value.value) : null;
}
