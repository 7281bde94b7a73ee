import type { Language } from '../../base/text.ts';
import type { Indicator } from '../indicator.ts';
import { policyParts } from '../policy/parts.ts';
import type { Golden, Ruleset } from '../ruleset.ts';
import { annexParts } from './annex.ts';
import { cardPart } from './card.ts';
import { fields, type Leaf, leaf, list, type Part, part, set, texts } from './part.ts';
import { ruleParts } from './rules.ts';
import { codeWords, conditionWords, worded } from './wording.ts';

/** A ruleset as a tree of named parts with the values that can change, labelled in a language. `hasMany`: cards are told apart. */
export function outline(ruleset: Ruleset, language: Language, hasMany: boolean): Part {
  const { scope } = ruleset;
  const own = [
    ...fields('', ruleset, ['name'], language),
    ...texts('title', 'title', ruleset.title, language),
    ...fields('', ruleset, ['dimension', 'subject'], language),
    ...(scope.length > 0 ? [leaf('scope', worded(language, 'scope'), 'scope', scope, conditionWords(scope, ruleset, language))] : []),
  ];
  const indicators = Object.entries(ruleset.indicators).map(([name, each]) => indicatorPart(name, each, language));
  const cards = ruleset.cards.map((card, at) => cardPart({ ruleset, language, isOneOfMany: hasMany }, card, `cards[${at}]`));
  const grades = ruleset.grades.map((grade, at) => gradePart(grade, `grades[${at}]`, language));
  const reasons = Object.entries(ruleset.reasons).map(([code, text]) =>
    part(language, 'reason', code, `reasons.${code}`, text, texts('text', `reasons.${code}`, text, language)),
  );
  const golden = ruleset.golden.map((each, at) => goldenPart(each, `golden[${at}]`, language));
  return part(language, 'ruleset', '', '', ruleset, own, [
    set('indicators', 'indicators', indicators),
    list(language, 'cards', 'cards', cards),
    list(language, 'grades', 'grades', grades),
    ...ruleParts(ruleset, language),
    policyParts(ruleset.policy, ruleset.indicators, language),
    ...annexParts(ruleset, language),
    set('reasons', 'reasons', reasons),
    list(language, 'golden cases', 'golden', golden),
  ]);
}

function indicatorPart(name: string, indicator: Indicator, language: Language): Part {
  const path = `indicators.${name}`;
  const { label, description, ...own } = indicator;
  const leaves = fields(path, own, Object.keys(own).toSorted(), language).map((each) =>
    each.name === 'codes' ? { ...each, text: codeWords(each.raw as Readonly<Record<string, number>>, language) } : each,
  );
  const told = [...texts('label', `${path}.label`, label, language), ...texts('description', `${path}.description`, description, language)];
  return part(language, 'indicator', name, path, indicator, [...leaves, ...told]);
}

function gradePart({ grade, from }: Ruleset['grades'][number], path: string, language: Language): Part {
  const alone = language === 'zh' ? `等级 ${grade} 的起点分` : `cut-off of ${grade}`;
  const cutOff: Leaf = {
    ...leaf('from', worded(language, 'cut-off'), `${path}.from`, from ?? null, from === undefined ? worded(language, 'none') : String(from)),
    alone,
  };
  return part(language, 'grade', grade, path, { grade, ...(from === undefined ? {} : { from }) }, [cutOff]);
}

function goldenPart(golden: Golden, path: string, language: Language): Part {
  const leaves = (word: string, below: string, raw: Readonly<Record<string, unknown>>): Leaf[] =>
    fields(`${path}.${below}`, raw, Object.keys(raw).toSorted(), language).map((each) => ({
      ...each,
      name: `${below}.${each.name}`,
      label: `${worded(language, word)} ${below === 'values' ? each.name : worded(language, each.name === 'by' ? 'deciding step' : each.name)}`,
    }));
  const { last, override } = golden.given ?? {};
  return part(language, 'golden case', golden.name, path, golden, [
    ...leaves('value', 'values', golden.values),
    ...(last === undefined ? [] : [leaf('given.last', worded(language, 'last issued grade'), `${path}.given.last`, last, last)]),
    ...leaves('override', 'given.override', override ?? {}),
    ...leaves('expected', 'expect', golden.expect),
  ]);
}
