import type { Language, Text } from '../../base/text.ts';
import { type Bin, binText, type Card, type Characteristic, type Knot } from '../card/scorecard.ts';
import type { Indicator } from '../indicator.ts';
import type { Golden, Ruleset } from '../ruleset.ts';
import { binWords, inLanguage, populationWords, valueWords, worded } from './wording.ts';

/** One value of a document that can change by itself. */
export interface Leaf {
  readonly name: string;
  /** In the reader's language, as is `text`. */
  readonly label: string;
  readonly path: string;
  readonly raw: unknown;
  readonly text: string;
}

/** A named thing of a document, found again in another version by its key. */
export interface Part {
  readonly key: string;
  /** In the reader's language, as is `label`: `1 to below 2`, `bin 1 to below 2`. */
  readonly name: string;
  readonly label: string;
  readonly path: string;
  readonly raw: unknown;
  readonly leaves: readonly Leaf[];
  readonly lists: readonly Parts[];
}

export interface Parts {
  readonly name: string;
  /** What its order is called; nothing where there is none. */
  readonly order: string | undefined;
  readonly path: string;
  readonly parts: readonly Part[];
}

/** A ruleset as a tree of named parts with the values that can change, labelled in a language. */
export function outline(ruleset: Ruleset, language: Language): Part {
  const own = [
    ...fields('', ruleset, ['name'], language),
    ...texts('title', 'title', ruleset.title, language),
    ...fields('', ruleset, ['dimension', 'subject', 'scope'], language),
  ];
  const indicators = Object.entries(ruleset.indicators).map(([name, each]) => indicatorPart(name, each, language));
  const reasons = Object.entries(ruleset.reasons).map(([code, text]) =>
    part(language, 'reason', code, `reasons.${code}`, text, texts('text', `reasons.${code}`, text, language)),
  );
  return part(language, 'ruleset', '', '', ruleset, own, [
    { name: 'indicators', order: undefined, path: 'indicators', parts: indicators },
    list(
      language,
      'cards',
      'cards',
      ruleset.cards.map((card, at) => cardPart(card, `cards[${at}]`, language)),
    ),
    list(
      language,
      'grades',
      'grades',
      ruleset.grades.map((grade, at) => gradePart(grade, `grades[${at}]`, language)),
    ),
    { name: 'reasons', order: undefined, path: 'reasons', parts: reasons },
    list(
      language,
      'golden cases',
      'golden',
      ruleset.golden.map((golden, at) => goldenPart(golden, `golden[${at}]`, language)),
    ),
  ]);
}

const part = (language: Language, word: string, key: string, path: string, raw: unknown, leaves: readonly Leaf[], lists: readonly Parts[] = []): Part => ({
  key,
  name: key,
  label: key === '' ? worded(language, word) : `${worded(language, word)} ${key}`,
  path,
  raw,
  leaves,
  lists,
});

const list = (language: Language, name: string, path: string, parts: readonly Part[]): Parts => ({
  name,
  order: worded(language, `order of ${name}`),
  path,
  parts,
});

/** The fields of a thing that are there, each a leaf. */
const fields = (path: string, raw: object, names: readonly string[], language: Language): Leaf[] =>
  names.flatMap((name) => {
    const value = (raw as Record<string, unknown>)[name];
    if (value === undefined) return [];
    return [{ name, label: worded(language, name), path: path === '' ? name : `${path}.${name}`, raw: value, text: valueWords(value, language) }];
  });

const texts = (name: string, path: string, text: Text | undefined, language: Language): Leaf[] =>
  text === undefined
    ? []
    : (['en', 'zh'] as const).map((of) => ({
        name: `${name}.${of}`,
        label: inLanguage(language, name, of),
        path: `${path}.${of}`,
        raw: text[of],
        text: text[of],
      }));

function indicatorPart(name: string, indicator: Indicator, language: Language): Part {
  const path = `indicators.${name}`;
  const { label, description, ...own } = indicator;
  const leaves = fields(path, own, Object.keys(own).toSorted(), language);
  const told = [...texts('label', `${path}.label`, label, language), ...texts('description', `${path}.description`, description, language)];
  return part(language, 'indicator', name, path, indicator, [...leaves, ...told]);
}

function cardPart(card: Card, path: string, language: Language): Part {
  const population = {
    name: 'population',
    label: worded(language, 'population'),
    path: `${path}.population`,
    raw: card.population,
    text: populationWords(card.population, language),
  };
  const own = fields(path, card, ['initial', 'decimals', 'baseline', 'reversed'], language);
  const characteristics = card.characteristics.map((each, at) => characteristicPart(each, `${path}.characteristics[${at}]`, language));
  return part(language, 'card', card.name, path, card, card.population.length > 0 ? [population, ...own] : own, [
    list(language, 'characteristics', `${path}.characteristics`, characteristics),
  ]);
}

function characteristicPart(characteristic: Characteristic, path: string, language: Language): Part {
  const { scale } = characteristic;
  const knots = scale?.knots.map((knot, at) => knotPart(knot, `${path}.scale.knots[${at}]`, language)) ?? [];
  const scales = scale
    ? [part(language, 'scale', '', `${path}.scale`, scale, [], [{ name: 'knots', order: undefined, path: `${path}.scale.knots`, parts: knots }])]
    : [];
  return part(language, 'characteristic', characteristic.indicator, path, characteristic, fields(path, characteristic, ['reason', 'baseline'], language), [
    list(
      language,
      'bins',
      `${path}.bins`,
      characteristic.bins.map((bin, at) => binPart(bin, `${path}.bins[${at}]`, language)),
    ),
    { name: 'scale', order: undefined, path: `${path}.scale`, parts: scales },
  ]);
}

const knotPart = (knot: Knot, path: string, language: Language): Part =>
  part(language, 'knot', String(knot.at), path, knot, fields(path, knot, ['points', 'neutral'], language));

/** Found again by its range, words or state; the order of its words does not count. */
const binPart = (bin: Bin, path: string, language: Language): Part => ({
  ...part(language, 'bin', '', path, bin, fields(path, bin, ['points', 'reason', 'neutral'], language)),
  key: binText({ ...bin, ...(bin.in ? { in: bin.in.toSorted() } : {}) }),
  name: binWords(bin, language),
  label: `${worded(language, 'bin')} ${binWords(bin, language)}`,
});

function gradePart(grade: Ruleset['grades'][number], path: string, language: Language): Part {
  const { from } = grade;
  const text = from === undefined ? worded(language, 'rest') : String(from);
  return part(language, 'grade', grade.grade, path, grade, [{ name: 'from', label: worded(language, 'from'), path: `${path}.from`, raw: from ?? null, text }]);
}

function goldenPart(golden: Golden, path: string, language: Language): Part {
  const leaves = (word: string, below: string, raw: Readonly<Record<string, unknown>>): Leaf[] =>
    fields(`${path}.${below}`, raw, Object.keys(raw).toSorted(), language).map((leaf) => ({
      ...leaf,
      name: `${below}.${leaf.name}`,
      label: `${worded(language, word)} ${below === 'values' ? leaf.name : leaf.label}`,
    }));
  return part(language, 'golden case', golden.name, path, golden, [
    ...leaves('value', 'values', golden.values),
    ...leaves('expected', 'expect', golden.expect),
  ]);
}
