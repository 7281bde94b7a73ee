import type { Language } from '../../base/text.ts';
import { type Bin, binText, type Card, type Characteristic, type Knot } from '../card/scorecard.ts';
import { yieldOf } from '../check/yield.ts';
import type { Ruleset } from '../ruleset.ts';
import { weightLeaves } from '../weights/leaves.ts';
import { fields, type Leaf, leaf, list, type Part, part, set } from './part.ts';
import { binWords, conditionWords, knotWords, type Scale, worded } from './wording.ts';

interface At {
  readonly ruleset: Ruleset;
  readonly language: Language;
  /** There is another card, now or before: what is in this one is told under its name. */
  readonly isOneOfMany: boolean;
}

export function cardPart(at: At, card: Card, path: string): Part {
  const { ruleset, language } = at;
  const { population } = card;
  const whom =
    population.length > 0
      ? [leaf('population', worded(language, 'population'), `${path}.population`, population, conditionWords(population, ruleset, language))]
      : [];
  const own = fields(path, card, ['initial', 'decimals', 'baseline', 'reversed'], language);
  const characteristics = card.characteristics.map((each, nth) => characteristicPart(at, card, each, `${path}.characteristics[${nth}]`));
  const leaves = [...whom, ...own, ...weightLeaves(card.weights, `${path}.weights`, { language, called: (name) => labelOf(ruleset, name, language) })];
  const made = part(language, 'card', card.name, path, card, leaves, [list(language, 'characteristics', `${path}.characteristics`, characteristics)]);
  return { ...made, inside: at.isOneOfMany ? made.label : null };
}

/** What an indicator is called: its label, with its name where another has the same. */
export function labelOf({ indicators }: Ruleset, name: string, language: Language): string {
  const label = indicators[name]?.label[language];
  if (label === undefined) return name;
  const isShared = Object.values(indicators).filter((each) => each.label[language] === label).length > 1;
  return isShared ? (language === 'zh' ? `${label}（${name}）` : `${label} (${name})`) : label;
}

function characteristicPart({ ruleset, language }: At, card: Card, characteristic: Characteristic, path: string): Part {
  const { indicator, scale, bins } = characteristic;
  const label = labelOf(ruleset, indicator, language);
  const measured: Scale = { unit: ruleset.indicators[indicator]?.unit ?? '', isWhole: yieldOf(ruleset, indicator, new Map())?.whole ?? false };
  const isScore = card.weights !== undefined;
  const knots = scale?.knots.map((knot, at) => knotPart(knot, `${path}.scale.knots[${at}]`, measured, isScore, language)) ?? [];
  const scales = scale ? [{ ...part(language, 'scale', '', `${path}.scale`, scale, [], [set('knots', `${path}.scale.knots`, knots)]), inside: null }] : [];
  const listed = bins.map((bin, at) => binPart(bin, `${path}.bins[${at}]`, measured, isScore, language));
  const made = part(language, 'characteristic', label, path, characteristic, fields(path, characteristic, ['reason', 'baseline'], language), [
    list(language, 'bins', `${path}.bins`, listed),
    set('scale', `${path}.scale`, scales),
  ]);
  return { ...made, key: indicator, place: label };
}

/** Points; on a card with weights scores, which its weights then count. */
const given = (raw: { points: number }, path: string, isScore: boolean, language: Language): Leaf => {
  const made = leaf('points', isScore ? worded(language, 'score') : '', `${path}.points`, raw.points, String(raw.points));
  return isScore ? made : { ...made, counts: 'points' };
};

function knotPart(knot: Knot, path: string, measured: Scale, isScore: boolean, language: Language): Part {
  const name = knotWords(knot.at, measured, language);
  const leaves = [given(knot, path, isScore, language), ...fields(path, knot, ['neutral'], language)];
  return { ...part(language, 'knot', '', path, knot, leaves), key: String(knot.at), name, label: name, isJoined: true };
}

/** Found again by its range, words or state; the order of its words does not count. */
function binPart(bin: Bin, path: string, measured: Scale, isScore: boolean, language: Language): Part {
  const name = binWords(bin, measured, language);
  const leaves = [given(bin, path, isScore, language), ...fields(path, bin, ['reason', 'neutral'], language)];
  const key = binText({ ...bin, ...(bin.in ? { in: bin.in.toSorted() } : {}) });
  return { ...part(language, 'bin', '', path, bin, leaves), key, name, label: name, isJoined: true };
}
