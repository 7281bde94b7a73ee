import type { Language } from '../../base/text.ts';
import type { PopulationCondition } from '../card/population.ts';
import type { Cap, ColdStart, Knockout, Overrides } from '../decision/rules.ts';
import type { Ruleset } from '../ruleset.ts';
import { labelOf } from './card.ts';
import { fields, type Leaf, leaf, list, type Part, type Parts, part, set, texts } from './part.ts';
import { conditionWords, sinceWords, worded } from './wording.ts';

/** What decides a grade beside the cards: knock-outs, cold starts, caps and what people may change. */
export function ruleParts(ruleset: Ruleset, language: Language): Parts[] {
  const { knockouts, coldStart, caps, overrides } = ruleset;
  return [
    list(
      language,
      'knock-outs',
      'knockouts',
      knockouts.map((each, at) => knockoutPart(ruleset, each, `knockouts[${at}]`, language)),
    ),
    list(
      language,
      'cold starts',
      'coldStart',
      coldStart.map((each, at) => coldPart(ruleset, each, `coldStart[${at}]`, language)),
    ),
    list(
      language,
      'caps',
      'caps',
      caps.map((each, at) => capPart(ruleset, each, `caps[${at}]`, language)),
    ),
    set('overrides', 'overrides', overrides ? [overridesPart(overrides, language)] : []),
  ];
}

const when = (ruleset: Ruleset, conditions: readonly PopulationCondition[], path: string, language: Language): Leaf[] =>
  conditions.length > 0 ? [leaf('when', worded(language, 'when'), `${path}.when`, conditions, conditionWords(conditions, ruleset, language))] : [];

function knockoutPart(ruleset: Ruleset, knockout: Knockout, path: string, language: Language): Part {
  const { code, lasts } = knockout;
  const lasting = lasts
    ? [leaf('lasts', worded(language, 'lasts'), `${path}.lasts`, lasts, sinceWords(lasts.months, labelOf(ruleset, lasts.since, language), language))]
    : [];
  const leaves = [...when(ruleset, knockout.when, path, language), ...lasting, ...fields(path, knockout, ['grade'], language)];
  return part(language, 'knock-out', code, path, knockout, leaves);
}

const coldPart = (ruleset: Ruleset, cold: ColdStart, path: string, language: Language): Part =>
  part(language, 'cold start', cold.code, path, cold, [...when(ruleset, cold.when, path, language), ...fields(path, cold, ['grade'], language)]);

function capPart(ruleset: Ruleset, cap: Cap, path: string, language: Language): Part {
  const { from } = cap;
  const after = from ? [leaf('from', worded(language, 'after grade'), `${path}.from`, from, from.join(', '))] : [];
  const bounds = fields(path, cap, ['best', 'notches'], language).map((each) => ({
    ...each,
    label: worded(language, each.name === 'best' ? 'best grade' : 'notches up'),
  }));
  return part(language, 'cap', cap.code, path, cap, [...when(ruleset, cap.when, path, language), ...after, ...bounds]);
}

function overridesPart(overrides: Overrides, language: Language): Part {
  const leaves = fields('overrides', overrides, ['notches', 'alone', 'months'], language);
  const named: Record<string, string> = { notches: 'most notches', alone: 'notches by one person', months: 'longest validity in months' };
  const causes = Object.entries(overrides.causes).map(([code, text]) => {
    const path = `overrides.causes.${code}`;
    return part(language, 'cause', code, path, text, texts('text', path, text, language));
  });
  const told = leaves.map((each) => ({ ...each, label: worded(language, named[each.name] ?? each.name) }));
  return part(language, 'overrides', '', 'overrides', overrides, told, [set('causes', 'overrides.causes', causes)]);
}
