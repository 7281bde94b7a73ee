import { encodeId } from '../base/id.ts';
import type { Language } from '../base/text.ts';
import { evaluate } from './evaluator.ts';
import type { Value } from './indicator.ts';
import { type RatingRow, unpack } from './rating.ts';
import { binText } from './scorecard.ts';
import type { Version } from './version/version.ts';

/** One characteristic of a rating: what was measured, the bin it fell into, the points it gave. */
export interface PublishedCharacteristic {
  readonly indicator: string;
  readonly label: string;
  readonly unit: string;
  readonly state: Value['state'] | 'withheld';
  readonly value: number | null;
  readonly word: string | null;
  readonly bin: string | null;
  readonly points: number | null;
  readonly bestPoints: number;
}

export interface PublishedReason {
  readonly code: string;
  /** Points lost against the baseline. */
  readonly points: number;
  readonly texts: Readonly<Record<Language, string>>;
}

/** A rating as the graph shows it, in one language. */
export interface PublishedRating extends Omit<RatingRow, 'grade' | 'reasons'> {
  readonly id: string;
  /** As it is kept. */
  readonly row: RatingRow;
  readonly grade: string | null;
  readonly ruleset: { readonly name: string; readonly title: string; readonly digest: string };
  readonly characteristics: readonly PublishedCharacteristic[];
  readonly reasons: readonly PublishedReason[];
}

/** Reads a rating's arrays with its version; the points each reason lost come from evaluating the kept values again. */
export function publishRating(row: RatingRow, version: Version, language: Language, withheld: ReadonlySet<string>): PublishedRating {
  const { ruleset } = version;
  const lost = new Map(evaluate(version.plan, unpack(row)).reasons.map((reason) => [reason.code, reason.difference]));
  return {
    ...row,
    row,
    id: encodeId('rat', row.customerId, row.ratingId),
    grade: row.grade === null ? null : (ruleset.grades[row.grade]?.grade ?? null),
    ruleset: { name: ruleset.name, title: ruleset.title[language], digest: version.digest },
    characteristics: characteristicsOf(row, version, language).map((each) => (withheld.has(each.indicator) ? { ...each, ...nothing } : each)),
    reasons: row.reasons.map((code) => ({ code, points: lost.get(code) ?? 0, texts: ruleset.reasons[code] ?? { en: code, zh: code } })),
  };
}

const nothing = { state: 'withheld', value: null, word: null, bin: null, points: null } as const;

function characteristicsOf(row: RatingRow, { ruleset, plan }: Version, language: Language): PublishedCharacteristic[] {
  const values = unpack(row);
  return (ruleset.cards[0]?.characteristics ?? []).map((characteristic, at) => {
    const value = values[plan.indicators.indexOf(characteristic.indicator)] as Value;
    const indicator = ruleset.indicators[characteristic.indicator];
    const bin = characteristic.bins[row.bins[at] ?? -1];
    return {
      indicator: characteristic.indicator,
      label: indicator?.label[language] ?? characteristic.indicator,
      unit: indicator?.unit ?? '',
      state: value.state,
      value: value.state === 'special' ? value.code : value.state === 'value' && typeof value.value === 'number' ? value.value : null,
      word: value.state === 'value' && typeof value.value === 'string' ? value.value : null,
      bin: bin ? binText(bin) : null,
      points: row.points[at] ?? null,
      bestPoints: Math.max(...characteristic.bins.map((each) => each.points)),
    };
  });
}
